/**
 * Runs real browsers, headless, against Java, without a browser driver: a page from {@link
 * dev.specter.tests.browser.PageServer} does the browser's part, talks with the test over HTTP and
 * says what it saw.
 */
package dev.specter.tests.browser;
