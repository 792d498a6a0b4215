package dev.specter.examples.filetransfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelMessage;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Java's end, at the hands of pages of all kinds. */
@Timeout(60)
class FileTransferIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path outside;
    private static Path folder;
    private static FileTransfer example;
    private static WebRtc webrtc;
    private static RtcPeerConnection pc;
    private static StandInPage page;

    private RtcDataChannel channel;
    private final LinkedBlockingQueue<RtcDataChannelMessage> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @BeforeAll
    static void connect() throws Exception {
        folder = Files.createDirectory(outside.resolve("files"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(folder.resolve("song.txt"), "la la la");
        example = FileTransfer.start("127.0.0.1", 0, folder);
        webrtc = WebRtc.builder().build();
        pc = webrtc.newPeerConnection();
        page = new StandInPage(example.address(), pc);
        pc.createDataChannel("presence");
        page.offer();
    }

    @AfterAll
    static void disconnect() {
        page.close();
        webrtc.close();
        example.close();
    }

    @BeforeEach
    void open() throws Exception {
        channel = pc.createDataChannel("file");
        channel.onMessage(messages::add);
        channel.onClose(closed::countDown);
        var open = new CountDownLatch(1);
        channel.onOpen(open::countDown);
        assertTrue(open.await(20, SECONDS));
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        assertTrue(closed.await(10, SECONDS));
        for (File file : folder.toFile().listFiles()) {
            if (!file.getName().equals("song.txt")) {
                Files.delete(file.toPath());
            }
        }
    }

    @Test
    void servesItsPage() throws Exception {
        StandInPage.fetch(
                example.address(), "/", "/file-transfer.js", "/transfers.js", "/sha256.js");
        assertEquals("song.txt", page.awaitEvent("files").path(0).asText());
    }

    @Test
    void sendsFromWhereTheReceiverIsIfThatIsOfTheFile() throws Exception {
        channel.send("{\"get\":\"song.txt\"}");
        assertEquals("{\"name\":\"song.txt\",\"size\":8}", next().toString());
        channel.send(have("la la"));
        assertEquals(5, next().path("from").asInt());
        assertArrayEquals(bytes(" la"), messages.poll(10, SECONDS).toByteArray());
        assertEquals(sha256("la la la"), next().path("sha256").asText());
    }

    @Test
    void sendsAllToAReceiverThatHasSomethingElse() throws Exception {
        channel.send("{\"get\":\"song.txt\"}");
        next();
        channel.send(have("no no"));
        assertEquals(0, next().path("from").asInt());
        assertArrayEquals(bytes("la la la"), messages.poll(10, SECONDS).toByteArray());
    }

    @Test
    void goesOnWithAPartThatOutlivedTheProgram() throws Exception {
        Files.writeString(folder.resolve("tale.txt.part"), "Once upon");
        channel.send("{\"name\":\"../x\\\\tale.txt\",\"size\":16}");
        assertEquals(have("Once upon"), next().toString());
        channel.send("{\"from\":9}");
        channel.send(bytes(" a time"));
        channel.send("{\"sha256\":\"" + sha256("Once upon a time") + "\"}");
        assertTrue(next().path("done").asBoolean());
        assertEquals("Once upon a time", Files.readString(folder.resolve("tale.txt")));
        assertFalse(Files.exists(folder.resolve("tale.txt.part")));
        assertTrue(closed.await(10, SECONDS));
    }

    @Test
    void beginsAgainWhereThePartIsOfAnotherFile() throws Exception {
        Files.writeString(folder.resolve("tale.txt.part"), "Nothing");
        channel.send("{\"name\":\"tale.txt\",\"size\":4}");
        assertEquals(have(""), next().toString());
        channel.send("{\"from\":0}");
        channel.send(bytes("Once"));
        channel.send("{\"sha256\":\"" + sha256("Once") + "\"}");
        assertTrue(next().path("done").asBoolean());
    }

    @Test
    void keepsNothingWhoseChecksumDiffers() throws Exception {
        channel.send("{\"name\":\"tale.txt\",\"size\":4}");
        next();
        channel.send("{\"from\":0}");
        channel.send(bytes("Once"));
        channel.send("{\"sha256\":\"" + sha256("Twice") + "\"}");
        assertEquals("the checksums differ", next().path("error").asText());
        assertTrue(closed.await(10, SECONDS));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void writesNoMoreThanWasAnnounced() throws Exception {
        channel.send("{\"name\":\"tale.txt\",\"size\":4}");
        next();
        channel.send("{\"from\":0}");
        channel.send(bytes("Once upon"));
        assertEquals("more bytes than announced", next().path("error").asText());
        assertEquals(0, Files.size(folder.resolve("tale.txt.part")));
    }

    @Test
    void theLaterOfTwoSendersOfAFileWins() throws Exception {
        channel.send("{\"name\":\"tale.txt\",\"size\":16}");
        next();
        channel.send("{\"from\":0}");
        channel.send(bytes("Once upon"));
        RtcDataChannel later = pc.createDataChannel("file");
        later.onMessage(messages::add);
        later.onOpen(() -> later.send("{\"name\":\"tale.txt\",\"size\":16}"));
        assertEquals(have("Once upon"), next().toString());
        assertTrue(closed.await(10, SECONDS));
        later.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"get\":\"../secret.txt\"}",
                "{\"get\":\"..\"}",
                "{\"get\":\"\"}",
                "{\"get\":\"song.txt/\"}",
                "{\"get\":\"song\\u0000.txt\"}",
                "{\"name\":\"song.txt\",\"size\":1}",
                "{\"name\":\".hidden\",\"size\":1}",
                "{\"name\":\"x.part\",\"size\":1}",
                "{\"name\":\"tale.txt\",\"size\":-1}",
                "{\"name\":\"tale.txt\",\"size\":9223372036854775807}",
                "{\"name\":\"tale.txt\"}",
                "[1]",
                "nonsense"
            })
    void refuses(String first) throws Exception {
        channel.send(first);
        assertFalse(next().path("error").asText().isEmpty());
        assertTrue(closed.await(10, SECONDS));
        assertEquals("la la la", Files.readString(folder.resolve("song.txt")));
        assertFalse(Files.exists(folder.resolve("tale.txt")));
    }

    private JsonNode next() throws Exception {
        RtcDataChannelMessage message = messages.poll(10, SECONDS);
        assertNotNull(message, "no message");
        assertTrue(message.isText(), message.toString());
        return JSON.readTree(message.text());
    }

    private static String have(String text) throws Exception {
        return "{\"have\":" + text.length() + ",\"sha256\":\"" + sha256(text) + "\"}";
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
