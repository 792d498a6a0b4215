package dev.specter.tests.browser;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A family of browsers: where to find one, and how to start it headless. Immutable. */
public enum BrowserKind {
    /** Chromium and Chrome. */
    CHROMIUM("chromium chromium-browser google-chrome google-chrome-stable") {
        @Override
        List<String> command(Path executable, Path profile, URI page, List<String> settings) {
            var command = new ArrayList<String>();
            command.addAll(
                    List.of(
                            executable.toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--disable-dev-shm-usage",
                            "--autoplay-policy=no-user-gesture-required",
                            "--use-fake-device-for-media-stream",
                            cameraIsGranted(page)
                                    ? "--use-fake-ui-for-media-stream"
                                    : "--mute-audio",
                            "--remote-debugging-port=0", // any free one; for DevTools
                            "--user-data-dir=" + profile));
            command.addAll(settings);
            command.add(page.toString());
            return command;
        }
    },

    /** Firefox, ESR included. */
    FIREFOX("firefox firefox-esr") {
        @Override
        List<String> command(Path executable, Path profile, URI page, List<String> settings)
                throws IOException {
            var preferences = new ArrayList<>(PREFERENCES);
            preferences.addAll(settings);
            Files.write(profile.resolve("user.js"), preferences);
            return List.of(
                    executable.toString(),
                    "--headless",
                    "--no-remote",
                    "--remote-debugging-port=0", // for BiDi
                    "--profile",
                    profile.toString(),
                    page.toString());
        }
    };

    /** What the pages need first, then what keeps the browser from calling home. */
    private static final List<String> PREFERENCES =
            List.of(
                    "user_pref('media.navigator.permission.disabled', true);",
                    "user_pref('media.navigator.streams.fake', true);",
                    "user_pref('media.peerconnection.ice.loopback', true);",
                    "user_pref('media.peerconnection.ice.obfuscate_host_addresses', false);",
                    "user_pref('media.autoplay.default', 0);",
                    "user_pref('app.update.enabled', false);",
                    "user_pref('app.normandy.enabled', false);",
                    "user_pref('browser.aboutwelcome.enabled', false);",
                    "user_pref('browser.safebrowsing.downloads.remote.enabled', false);",
                    "user_pref('browser.shell.checkDefaultBrowser', false);",
                    "user_pref('browser.startup.homepage_override.mstone', 'ignore');",
                    "user_pref('datareporting.policy.dataSubmissionEnabled', false);",
                    "user_pref('datareporting.policy.dataSubmissionPolicyBypassNotification', true);",
                    "user_pref('extensions.update.enabled', false);",
                    "user_pref('media.gmp-manager.updateEnabled', false);",
                    "user_pref('network.captive-portal-service.enabled', false);",
                    "user_pref('network.connectivity-service.enabled', false);",
                    "user_pref('toolkit.telemetry.reportingpolicy.firstRun', false);");

    private final String names;

    /** A page without the right to cameras, {@code ?camera=ask}, is not shown local addresses. */
    private static boolean cameraIsGranted(URI page) {
        return page.getQuery() == null || !page.getQuery().contains("camera=ask");
    }

    BrowserKind(String names) {
        this.names = names;
    }

    /**
     * The command line that opens the page; writes into the profile what the browser needs.
     *
     * @param settings beyond the usual: flags of Chromium, lines of Firefox's {@code user.js}
     */
    abstract List<String> command(Path executable, Path profile, URI page, List<String> settings)
            throws IOException;

    /** The browser of the system property {@code specter.browser.<name>}, else of the PATH. */
    public Optional<Path> executable() {
        String property = "specter.browser." + name().toLowerCase(Locale.ROOT);
        var candidates = new ArrayList<Path>();
        Optional.ofNullable(System.getProperty(property)).map(Path::of).ifPresent(candidates::add);
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String name : names.split(" ")) {
            for (String folder : path.split(File.pathSeparator)) {
                candidates.add(Path.of(folder, name));
            }
        }
        return candidates.stream().filter(Files::isExecutable).findFirst();
    }

    /**
     * The browser's program. Without one the test is skipped, or fails where {@code
     * -Dspecter.browsers=required}.
     */
    public Path require() {
        Optional<Path> found = executable();
        if (found.isEmpty()) {
            String message = "no " + this + " on the PATH (looked for " + names + ")";
            if (System.getProperty("specter.browsers", "").equals("required")) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return found.orElseThrow();
    }
}
