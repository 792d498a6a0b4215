/** Whole workloads, both ends in one process, as other stacks are measured with them. */
package dev.specter.bench.workload;
