package dev.dromedary.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Stands before an S3 or SQS server, sees each request, and lets some of them go wrong. Requests are forwarded as they came,
 * with the Host header that the client has signed. Messages are held in memory, one a connection.
 *
 * <p>Thread-safe; one daemon thread a connection. Faults are asked in the order in which they were added, and the first
 * that applies is the one.
 */
public final class HttpFaults implements AutoCloseable {

    /** What goes wrong with a request. */
    public enum Fault {
        /** It is not forwarded; the answer is 503 SlowDown. */
        SLOW_DOWN,
        /** It is not forwarded; the answer is 403 AccessDenied. */
        DENIED,
        /** It is not forwarded; the answer is 400 ExpiredToken. */
        EXPIRED,
        /** It is not forwarded; the answer is 409 ConditionalRequestConflict. */
        CONFLICT,
        /** It is not forwarded; the answer is 200, and its body says InternalError. */
        ERROR_IN_200,
        /** It is not forwarded; the connection ends. */
        CUT_BEFORE,
        /** It is forwarded when what happens in that moment is over. */
        NOTHING,
        /** It is done, but the connection ends instead of the answer. */
        LOSE_ANSWER,
        /** The connection ends in the middle of the answer's body. */
        CUT_ANSWER,
        /** One bit of the answer's body is another. */
        DAMAGE_ANSWER,
        /** It is not forwarded; the answer is the one that the first request of its operation has got. */
        REPEAT_ANSWER,
        /** The answer says of multipart uploads that they were begun many years ago. */
        AGE_UPLOADS
    }

    private record Rule(Predicate<AwsRequest> applies, Fault fault, Runnable action) {}

    private final int port = LoopbackPorts.free();
    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<AwsRequest> seen = new CopyOnWriteArrayList<>();
    private final Map<String, HttpMessage> firstAnswers = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpFaults(URI server) {
        target = new InetSocketAddress(server.getHost(), server.getPort());
        try {
            listener = LoopbackPorts.listen(port);
        } catch (IOException e) {
            throw new UncheckedIOException("faults on port " + port, e);
        }
        TcpLink.daemon("faults-" + port, this::accept);
    }

    public static HttpFaults before(URI server) {
        return new HttpFaults(server);
    }

    public URI endpoint() {
        return URI.create("http://" + LoopbackPorts.HOST + ":" + port);
    }

    /** What becomes of a request. */
    public static Fault fault(Wire.Loss loss) {
        return switch (loss) {
            case REQUEST -> Fault.CUT_BEFORE;
            case ANSWER -> Fault.LOSE_ANSWER;
            case NOTHING -> Fault.NOTHING;
        };
    }

    /** @param applies asked once a request, so that it may count */
    public void add(Predicate<AwsRequest> applies, Fault fault) {
        add(applies, fault, () -> {});
    }

    /** @param action what happens in that moment: before the request is forwarded, or in the place of its answer */
    public void add(Predicate<AwsRequest> applies, Fault fault, Runnable action) {
        rules.add(new Rule(applies, fault, action));
    }

    /** The requests so far, those that went wrong too, without their bodies. */
    public List<AwsRequest> seen() {
        return List.copyOf(seen);
    }

    public List<AwsRequest> seen(String operation) {
        return seen.stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    public int count(String operation) {
        return seen(operation).size();
    }

    /** Forgets rules, requests and answers. */
    public void reset() {
        firstAnswers.clear();
        rules.clear();
        seen.clear();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                if (listener.isClosed()) {
                    // An accept under way may still succeed.
                    client.close();
                }
                TcpLink.daemon("faults-link-" + client.getPort(), () -> serve(client));
            }
        } catch (IOException closed) {
            // The listener is closed to end this thread.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            server.connect(target);
            InputStream in = new BufferedInputStream(client.getInputStream());
            InputStream back = new BufferedInputStream(server.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                var head = HttpMessage.head(in);
                goesOn = head.isPresent() && exchange(head.get(), in, client, back, server);
            }
        } catch (IOException broken) {
            // Either side ended the connection; so does the other.
        } finally {
            open.remove(client);
        }
    }

    /** @return whether another request may follow */
    private boolean exchange(HttpMessage head, InputStream in, Socket client, InputStream back, Socket server)
            throws IOException {
        AwsRequest seenRequest = AwsRequest.of(head);
        seen.add(seenRequest);
        if (head.header("expect").isPresent()) {
            client.getOutputStream().write(HttpMessage.ascii("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        HttpMessage request = head.withBodyOf(in).without("expect");
        Optional<Rule> rule =
                rules.stream().filter(each -> each.applies().test(seenRequest)).findFirst();
        Fault fault = rule.map(Rule::fault).orElse(null);
        if (fault == Fault.CUT_BEFORE) {
            rule.get().action().run();
            return false;
        }
        if (fault == Fault.NOTHING) {
            rule.get().action().run();
        }
        Optional<HttpMessage> refusal = rule.flatMap(each -> refusal(each.fault(), seenRequest));
        if (refusal.isPresent()) {
            HttpMessage answer = refusal.get();
            // An answer to HEAD has no body, and so no code.
            answer.writeTo(client.getOutputStream(), isHead(seenRequest) ? 0 : answer.body().length);
            return true;
        }
        request.writeTo(server.getOutputStream(), request.body().length);
        return answer(seenRequest, rule, back, client);
    }

    private boolean answer(AwsRequest request, Optional<Rule> rule, InputStream back, Socket client)
            throws IOException {
        Fault fault = rule.map(Rule::fault).orElse(null);
        HttpMessage head = HttpMessage.head(back).orElseThrow(() -> new IOException("the server ended"));
        boolean bodiless = isHead(request)
                || head.firstLine().contains(" 204")
                || head.firstLine().contains(" 304");
        HttpMessage answer = bodiless ? head : head.withBodyOf(back);
        firstAnswers.putIfAbsent(request.operation(), answer);
        if (fault == Fault.LOSE_ANSWER) {
            rule.get().action().run();
            return false;
        }
        int length = answer.body().length;
        if (fault == Fault.DAMAGE_ANSWER) {
            answer.body()[length / 2] ^= 1;
        }
        if (fault == Fault.AGE_UPLOADS) {
            answer = answer.with(text -> text.replaceAll("(<Initiated>)\\d{4}", "$12001"));
        }
        answer.writeTo(client.getOutputStream(), fault == Fault.CUT_ANSWER ? length / 2 : length);
        return fault != Fault.CUT_ANSWER && !answer.isLast();
    }

    private static boolean isHead(AwsRequest request) {
        return request.operation().startsWith("Head");
    }

    private Optional<HttpMessage> refusal(Fault fault, AwsRequest request) {
        return switch (fault) {
            case SLOW_DOWN -> Optional.of(error("503 Slow Down", "SlowDown"));
            case DENIED -> Optional.of(error("403 Forbidden", "AccessDenied"));
            case EXPIRED -> Optional.of(error("400 Bad Request", "ExpiredToken"));
            case CONFLICT -> Optional.of(error("409 Conflict", "ConditionalRequestConflict"));
            case REPEAT_ANSWER -> Optional.ofNullable(firstAnswers.get(request.operation()));
            case ERROR_IN_200 -> Optional.of(error("200 OK", "InternalError"));
            default -> Optional.empty();
        };
    }

    private static HttpMessage error(String status, String code) {
        byte[] body = HttpMessage.ascii("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>test</Message></Error>");
        return new HttpMessage(
                "HTTP/1.1 " + status, List.of("Content-Type: application/xml", "Content-Length: " + body.length), body);
    }
}
