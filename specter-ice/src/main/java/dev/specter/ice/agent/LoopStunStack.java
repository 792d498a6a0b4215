package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;

import org.ice4j.ResponseCollector;
import org.ice4j.StunException;
import org.ice4j.StunMessageEvent;
import org.ice4j.StunResponseEvent;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.message.Indication;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.stack.RawMessage;
import org.ice4j.stack.RequestListener;
import org.ice4j.stack.StunStack;
import org.ice4j.stack.TransactionID;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ice4j's STUN stack without its sockets, threads and timers: requests go out and are resent
 * through a {@link Port}, on the event loop; what comes in was checked before. Loop-confined.
 */
final class LoopStunStack extends StunStack {
    /** The world outside, seen from the stack. */
    interface Port {
        /** Sends a message. */
        void send(InetSocketAddress local, InetSocketAddress remote, byte[] message);

        /** The time. */
        long nowNanos();

        /** 12 random bytes. */
        Bytes newTransactionId();

        /** A request was resent to the end and not answered. */
        void onUnanswered(Object applicationData);

        /** A message was sent: how it is counted. */
        void countSent(StunClass messageClass);
    }

    private final Map<Bytes, StunExchange> exchanges = new HashMap<>();
    private RequestListener server;
    private Port port;

    /** Connects the stack; nothing is sent before. */
    void connect(Port outside) {
        port = outside;
    }

    // ---- what ice4j sends

    @Override
    public TransactionID sendRequest(
            Request request,
            TransportAddress sendTo,
            TransportAddress sendThrough,
            ResponseCollector collector,
            TransactionID proposed,
            int originalWaitInterval,
            int maxWaitInterval,
            int maxRetransmissions) {
        // RFC 8489, section 5: the id must be hard to guess; the proposed one holds the time of
        // day.
        Bytes id = port.newTransactionId();
        TransactionID transaction = TransactionID.createTransactionID(this, id.toArray());
        transaction.setApplicationData(proposed.getApplicationData());
        setId(request, id);
        StunExchange exchange =
                new StunExchange(
                        request,
                        transaction,
                        request.encode(this),
                        sendThrough,
                        sendTo,
                        collector,
                        port.nowNanos());
        exchanges.put(id, exchange);
        transmit(exchange.local(), exchange.remote(), exchange.message(), StunClass.REQUEST);
        return transaction;
    }

    @Override
    public void sendIndication(
            Indication indication, TransportAddress sendTo, TransportAddress sendThrough) {
        // Only keep-alives of ice4j's own would be sent so; consent checks take their place.
    }

    @Override
    public void sendResponse(
            byte[] transactionId,
            Response response,
            TransportAddress sendThrough,
            TransportAddress sendTo) {
        setId(response, Bytes.copyOf(transactionId));
        // RFC 8489, section 9.1.4: a response has MESSAGE-INTEGRITY, but no USERNAME.
        response.removeAttribute(Attribute.USERNAME);
        StunClass messageClass =
                Message.isSuccessResponseType(response.getMessageType())
                        ? StunClass.SUCCESS
                        : StunClass.ERROR;
        transmit(sendThrough, sendTo, response.encode(this), messageClass);
    }

    private void transmit(
            InetSocketAddress local, InetSocketAddress remote, byte[] bytes, StunClass type) {
        port.countSent(type);
        port.send(local, remote, bytes);
    }

    private static void setId(Message message, Bytes id) {
        try {
            message.setTransactionID(id.toArray());
        } catch (StunException e) {
            throw new IllegalArgumentException("a transaction id has 12 bytes", e);
        }
    }

    @Override
    public void cancelTransaction(TransactionID transaction) {
        StunExchange exchange = exchanges.get(Bytes.copyOf(transaction.getBytes()));
        if (exchange != null) {
            exchange.cancel(); // no more resends; an answer still counts
        }
    }

    // ---- what comes in

    @Override
    public void addRequestListener(RequestListener listener) {
        server = listener;
    }

    @Override
    public void removeRequestListener(RequestListener listener) {
        server = null;
    }

    /**
     * Gives ice4j a request whose integrity has been checked.
     *
     * @return false if ice4j could not make sense of it
     */
    boolean handleRequest(StunFrame frame, InetSocketAddress local, InetSocketAddress remote) {
        RawMessage raw = rawMessage(frame, local, remote);
        if (!frame.unknownRequired().isEmpty()) {
            refuse(frame, raw, ErrorCodeAttribute.UNKNOWN_ATTRIBUTE);
            return false;
        }
        try {
            if (Message.decode(frame.bytes(), 0, frame.bytes().length) instanceof Request request
                    && server != null) {
                server.processRequest(new StunMessageEvent(this, raw, request));
                return true;
            }
        } catch (StunException | RuntimeException e) {
            // RFC 8489, section 6.3.1: what makes no sense is answered with 400 or dropped.
            refuse(frame, raw, ErrorCodeAttribute.BAD_REQUEST);
        }
        return false;
    }

    private void refuse(StunFrame frame, RawMessage raw, char code) {
        char[] unknown = new char[frame.unknownRequired().size()];
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] = (char) frame.unknownRequired().get(i).intValue();
        }
        Response response =
                unknown.length == 0
                        ? MessageFactory.createBindingErrorResponse(code)
                        : MessageFactory.createBindingErrorResponse(code, null, unknown);
        sendResponse(
                frame.transactionId().toArray(),
                response,
                raw.getLocalAddress(),
                raw.getRemoteAddress());
    }

    /** The request that a response answers, or null. */
    StunExchange exchange(Bytes transactionId) {
        return exchanges.get(transactionId);
    }

    /**
     * Gives ice4j a response whose integrity has been checked.
     *
     * @return false if ice4j could not make sense of it
     */
    boolean handleResponse(StunExchange exchange, StunFrame frame) {
        exchanges.remove(frame.transactionId());
        try {
            if (Message.decode(frame.bytes(), 0, frame.bytes().length) instanceof Response r) {
                RawMessage raw = rawMessage(frame, exchange.local(), exchange.remote());
                exchange.collector()
                        .processResponse(
                                new StunResponseEvent(
                                        this, raw, r, exchange.request(), exchange.transaction()));
                return true;
            }
        } catch (StunException | RuntimeException e) {
            return false;
        }
        return false;
    }

    private static RawMessage rawMessage(
            StunFrame frame, InetSocketAddress local, InetSocketAddress remote) {
        return RawMessage.build(
                frame.bytes(),
                frame.bytes().length,
                new TransportAddress(remote, Transport.UDP),
                new TransportAddress(local, Transport.UDP));
    }

    // ---- time

    void handleTimeout(long nowNanos) {
        List<StunExchange> over = new ArrayList<>();
        for (StunExchange exchange : exchanges.values()) {
            switch (exchange.handleTimeout(nowNanos)) {
                case NOTHING -> {}
                case RESEND ->
                        transmit(
                                exchange.local(),
                                exchange.remote(),
                                exchange.message(),
                                StunClass.REQUEST);
                case GIVE_UP -> over.add(exchange);
            }
        }
        for (StunExchange exchange : over) {
            exchanges.remove(Bytes.copyOf(exchange.transaction().getBytes()));
            if (!exchange.isCancelled()) {
                port.onUnanswered(exchange.transaction().getApplicationData());
            }
        }
    }

    long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (StunExchange exchange : exchanges.values()) {
            next = Math.min(next, exchange.dueNanos());
        }
        return next;
    }

    @Override
    public void shutDown() {
        exchanges.clear();
        server = null;
    }
}
