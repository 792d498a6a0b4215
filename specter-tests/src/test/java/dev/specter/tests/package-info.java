/** Whole calls: with browsers, between two Java ends, and what a process needs for one. */
package dev.specter.tests;
