/** Whatever a page sends comes back to it. */
package dev.specter.examples.reflect;
