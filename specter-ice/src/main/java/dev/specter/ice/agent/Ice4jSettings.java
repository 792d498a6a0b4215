package dev.specter.ice.agent;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Settings that ice4j reads from system properties before its first agent. What the application has
 * set itself stays. Thread-safe.
 */
final class Ice4jSettings {
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    // It would ask a link-local address by HTTP whether this is Amazon's cloud.
                    "org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER", "true",
                    "org.ice4j.REQUIRE_MESSAGE_INTEGRITY", "true",
                    "org.ice4j.NO_KEEP_ALIVES", "true",
                    // No SOFTWARE attribute: nothing to gain, and bytes in every check.
                    "org.ice4j.SOFTWARE", "",
                    "ice4j.harvest.mapping.aws.enabled", "false");

    /** Held, since the logging system forgets the levels of loggers that nobody holds. */
    private static final Logger[] LOUD = {
        Logger.getLogger("org.ice4j"),
        Logger.getLogger("org.jitsi"),
        Logger.getLogger("JitsiConfig")
    };

    static {
        PROPERTIES.forEach(
                (key, value) -> {
                    if (System.getProperty(key) == null) {
                        System.setProperty(key, value);
                    }
                });
        for (Logger logger : LOUD) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
    }

    private Ice4jSettings() {}

    /** Has an effect once. */
    static void apply() {
        // The static initializer did it.
    }
}
