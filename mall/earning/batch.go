package earning

// MaxBatch is how many events one call may report.
const MaxBatch = 1000
