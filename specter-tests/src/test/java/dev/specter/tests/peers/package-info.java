/** Calls with other stacks, each in a process of its own. */
package dev.specter.tests.peers;
