/** Both ends of a call in one program: the first program of the project's README. */
package dev.specter.examples.twopeers;
