package dev.specter.tests;

import java.util.Locale;

/** Which end of the call the page is. */
public enum PageRole {
    OFFERER,
    ANSWERER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
