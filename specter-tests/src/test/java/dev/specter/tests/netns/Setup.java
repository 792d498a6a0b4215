package dev.specter.tests.netns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Optional;

/** How a {@link CallEnd} is set up: built step by step, handed over as JSON. */
final class Setup {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode node = JSON.createObjectNode();

    private Setup() {}

    /** The end that makes the channel, sends the film and makes the first offer. */
    static Setup offerer() {
        Setup setup = new Setup();
        setup.node.put("offers", true);
        return setup;
    }

    /** The other end. */
    static Setup answerer() {
        return new Setup();
    }

    /** Adds a STUN server. */
    Setup stun(String url) {
        node.withArray("servers").addObject().putArray("urls").add(url);
        return this;
    }

    /** Adds a TURN server, with the credentials that {@link Coturn} knows. */
    Setup turn(String... urls) {
        ObjectNode server = node.withArray("servers").addObject();
        server.put("username", Coturn.USER).put("credential", Coturn.PASSWORD);
        for (String url : urls) {
            server.withArray("urls").add(url);
        }
        return this;
    }

    /** Uses relayed candidates only. */
    Setup relayOnly() {
        node.put("relayOnly", true);
        return this;
    }

    /** Trusts this certificate of a TURN server, PEM. */
    Setup trust(Path certificate) {
        node.put("trust", certificate.toString());
        return this;
    }

    /** Knows these names, a file in the form of {@code /etc/hosts}. */
    Setup hosts(Path file) {
        node.put("hosts", file.toString());
        return this;
    }

    /** Where names are looked up, or empty for the system's own way. */
    Optional<String> hostsFile() {
        return Optional.of(node.path("hosts").asText()).filter(file -> !file.isEmpty());
    }

    String json() {
        return node.toString();
    }
}
