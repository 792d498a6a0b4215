/** The launcher of the examples and what their web servers share. */
package dev.specter.examples;
