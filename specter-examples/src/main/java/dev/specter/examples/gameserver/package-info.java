/** A game of many players: Java moves everything, sixty times a second, and pages draw it. */
package dev.specter.examples.gameserver;
