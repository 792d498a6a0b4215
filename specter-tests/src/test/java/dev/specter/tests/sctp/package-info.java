/** SCTP and data channels with browsers: dcSCTP in Chromium, usrsctp in Firefox. */
package dev.specter.tests.sctp;
