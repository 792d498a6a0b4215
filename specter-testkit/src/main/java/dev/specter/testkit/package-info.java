/**
 * Tests in virtual time: an {@link dev.specter.testkit.Endpoint} is any sans-I/O core, a {@link
 * dev.specter.testkit.Link} is one direction of a lossy path, and a {@link
 * dev.specter.testkit.Pair} runs two ends over two links, jumping from deadline to deadline.
 */
package dev.specter.testkit;
