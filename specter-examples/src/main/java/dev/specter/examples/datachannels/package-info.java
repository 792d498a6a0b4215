/** A web page and Java open data channels to each other. */
package dev.specter.examples.datachannels;
