/** One page publishes, many watch. */
package dev.specter.examples.broadcast;
