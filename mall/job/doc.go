// Package job does background work: sweeps over what has become due. A job looks for
// what is due and does it in short transactions, so that it may run late, twice, on
// many servers at once, or be killed half way: whoever comes next finds the rest. A
// lease keeps servers from doing the same work at the same time; no job relies on it.
package job
