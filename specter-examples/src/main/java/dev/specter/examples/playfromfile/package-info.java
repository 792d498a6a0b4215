/** A video file, read by Java, plays in a web page. */
package dev.specter.examples.playfromfile;
