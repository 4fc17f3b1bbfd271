package job

// Named is the runner under another name, as another server would have.
func (r *Runner) Named(name string) *Runner {
	other := *r
	other.name = name
	return &other
}
