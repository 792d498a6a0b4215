/** A page's camera and microphone are written to files. */
package dev.specter.examples.savetodisk;
