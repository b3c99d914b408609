package dev.dromedary.alerts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that takes mails after STARTTLS and not before, which GreenMail cannot. */
final class StartTlsMailServer implements AutoCloseable {

    private final ServerSocket server;
    private final SSLContext tls;
    private final List<String> mails = new CopyOnWriteArrayList<>();

    StartTlsMailServer(Path keyStore, String password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(keyStore)) {
            keys.load(stream, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "mail");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What came, encrypted, each with headers and text. */
    List<String> mails() {
        return List.copyOf(mails);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException e) {
                // The client has gone, which is what it should do where it trusts nobody; or the test is over.
                continue;
            }
        }
    }

    private void answer(Socket plain) throws IOException {
        say(plain, "220 ready");
        boolean encrypted = false;
        Socket socket = plain;
        BufferedReader lines = lines(socket);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String verb = line.split(" ")[0];
            if (verb.equals("EHLO")) {
                say(socket, encrypted ? "250 mail" : "250-mail\r\n250 STARTTLS");
            } else if (verb.equals("STARTTLS")) {
                say(socket, "220 go on");
                SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
                secure.setUseClientMode(false);
                socket = secure;
                lines = lines(socket);
                encrypted = true;
            } else if (!encrypted) {
                say(socket, "530 STARTTLS first");
            } else if (verb.equals("DATA")) {
                say(socket, "354 go on");
                mails.add(mail(lines));
                say(socket, "250 taken");
            } else {
                say(socket, verb.equals("QUIT") ? "221 bye" : "250 fine");
            }
        }
    }

    private static String mail(BufferedReader lines) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.equals("."); line = lines.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void say(Socket socket, String answer) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
