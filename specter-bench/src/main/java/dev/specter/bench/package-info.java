/** JMH micro benchmarks of the hot paths, run by {@code specter-bench/jmh PATTERN}. */
package dev.specter.bench;
