package dev.specter.webrtc;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/**
 * The rules of Reactive Streams, by the technology compatibility kit of that name: its tests, which
 * are written for TestNG, run here as dynamic ones.
 */
class FlowTckIT {
    private static final long SIGNAL_MILLIS = 20_000; // most that one may take
    private static final long NO_SIGNAL_MILLIS = 50;
    private static final int MOST_MESSAGES = 2_000;

    private static Connected pair;

    @BeforeAll
    static void connect() {
        pair = new Connected();
    }

    @AfterAll
    static void disconnect() {
        pair.close();
    }

    private static RtcDataChannel[] open() {
        try {
            return pair.openChannel(RtcDataChannelInit.defaults());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A channel whose peer sends a number of messages and closes it. */
    static final class OfAPublisher extends FlowPublisherVerification<RtcDataChannelMessage> {
        OfAPublisher() {
            super(new TestEnvironment(SIGNAL_MILLIS, NO_SIGNAL_MILLIS));
        }

        @Override
        public Flow.Publisher<RtcDataChannelMessage> createFlowPublisher(long elements) {
            RtcDataChannel[] channel = open();
            // Who asks for more than that takes only the first few.
            for (int i = 0; i < Math.min(elements, MOST_MESSAGES); i++) {
                channel[0].send("message " + i);
            }
            if (elements < MOST_MESSAGES) {
                channel[0].close();
            }
            return channel[1].asPublisher();
        }

        @Override
        public Flow.Publisher<RtcDataChannelMessage> createFailedFlowPublisher() {
            RtcDataChannel listenedTo = open()[1];
            listenedTo.onMessage(m -> {});
            return listenedTo.asPublisher();
        }

        @Override
        public long maxElementsFromPublisher() {
            return Integer.MAX_VALUE;
        }
    }

    /** A channel whose peer takes what comes. */
    static final class OfASubscriber
            extends FlowSubscriberBlackboxVerification<RtcDataChannelMessage> {
        OfASubscriber() {
            super(new TestEnvironment(SIGNAL_MILLIS, NO_SIGNAL_MILLIS));
        }

        @Override
        public Flow.Subscriber<RtcDataChannelMessage> createFlowSubscriber() {
            RtcDataChannel[] channel = open();
            channel[1].onMessage(m -> {});
            return channel[0].asSubscriber();
        }

        @Override
        public RtcDataChannelMessage createElement(int element) {
            return RtcDataChannelMessage.of("message " + element);
        }
    }

    @TestFactory
    Stream<DynamicTest> publisher() {
        var verification = new OfAPublisher();
        return testsOf(verification, verification::setUp);
    }

    @TestFactory
    Stream<DynamicTest> subscriber() {
        var verification = new OfASubscriber();
        verification.startPublisherExecutorService();
        return testsOf(verification, verification::setUp)
                .onClose(verification::shutdownPublisherExecutorService);
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Stream<DynamicTest> testsOf(Object verification, Step setUp) {
        return Arrays.stream(verification.getClass().getMethods())
                .filter(m -> m.isAnnotationPresent(org.testng.annotations.Test.class))
                .filter(m -> !m.getName().startsWith("untested_"))
                // A publisher may take several subscribers; this one refuses all but one.
                .filter(m -> !m.getName().startsWith("optional_spec111_"))
                .sorted(Comparator.comparing(Method::getName))
                .map(m -> DynamicTest.dynamicTest(m.getName(), () -> run(verification, setUp, m)));
    }

    private static void run(Object verification, Step setUp, Method test) throws Throwable {
        setUp.run();
        try {
            test.invoke(verification);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException) {
                abort(test.getName() + ": " + e.getCause().getMessage());
            }
            throw e.getCause();
        }
    }
}
