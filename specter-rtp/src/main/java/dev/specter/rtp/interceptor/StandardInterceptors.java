package dev.specter.rtp.interceptor;

import java.time.Duration;

/**
 * The interceptors that {@link InterceptorRegistry#registerDefaults} adds, one by one, for
 * registries that want other options or only some of them. Keep their order; the comments say why.
 */
public final class StandardInterceptors {
    /** Mean time between reports. */
    public static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

    /** Time over which arrivals are collected. */
    public static final Duration FEEDBACK_INTERVAL = Duration.ofMillis(50);

    private StandardInterceptors() {}

    /** Asks for lost packets; on the application's side of {@link #rtxReceiver}. */
    public static InterceptorFactory nackRequester() {
        return NackRequester::new;
    }

    /** Restores retransmitted packets; on the application's side of reports and feedback. */
    public static InterceptorFactory rtxReceiver() {
        return RtxReceiver::new;
    }

    /** Answers requests for lost packets; on the application's side of {@link #senderReports}. */
    public static InterceptorFactory nackResponder(NackResponderOptions options) {
        return context -> new NackResponder(context, options);
    }

    /** Sends receiver reports. */
    public static InterceptorFactory receiverReports(Duration interval) {
        return context -> new ReceiverReports(context, interval);
    }

    /** Sends sender reports. */
    public static InterceptorFactory senderReports(Duration interval) {
        return context -> new SenderReports(context, interval);
    }

    /** Sends transport-wide congestion control feedback. */
    public static InterceptorFactory transportFeedback(Duration interval) {
        return context -> new TransportFeedbackSender(context, interval);
    }

    /** Numbers outgoing packets transport-wide; the last one before the network. */
    public static InterceptorFactory transportSequencer() {
        return TransportSequencer::new;
    }
}
