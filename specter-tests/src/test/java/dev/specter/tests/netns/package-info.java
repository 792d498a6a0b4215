/** Calls between processes in network namespaces of their own, with real NATs and TURN servers. */
package dev.specter.tests.netns;
