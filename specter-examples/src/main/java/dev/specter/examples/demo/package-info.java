/** Film, mirror, other visitors, chat, recordings and live numbers on one web page. */
package dev.specter.examples.demo;
