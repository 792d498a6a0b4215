/** Files go between a web page and Java, either way, and go on after a break. */
package dev.specter.examples.filetransfer;
