package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.settings.ConfigurationException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A mail server that really receives. */
class MailerTest {

    private static Mailer.Builder builder(int port) {
        Mailer.Builder builder = new Mailer.Builder();
        builder.setServer("127.0.0.1:" + port);
        builder.setSecurity("none");
        builder.setFrom("Dromedary <alerts@example.com>");
        builder.setTo("ops@example.com, night@example.com");
        builder.setTimeout("3s");
        return builder;
    }

    private static GreenMail server(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
        return server;
    }

    private static int port(GreenMail server, String protocol) {
        return protocol.equals("smtp")
                ? server.getSmtp().getPort()
                : server.getSmtps().getPort();
    }

    @Test
    void aMessageArrivesAsAnEmail() throws Exception {
        GreenMail server = server("smtp");
        try {
            Mailer mailer = builder(port(server, "smtp")).build();
            Notice notice = Notices.of(Notice.State.FIRING, "logins: é is down");
            mailer.send(notice);
            mailer.send(Notices.of(Notice.State.RESOLVED, "logins: é is down"));

            assertThat(server.waitForIncomingEmail(3000, 4)).isTrue();
            List<MimeMessage> mails = List.of(server.getReceivedMessages());
            MimeMessage first = mails.get(0);
            assertThat(first.getSubject()).isEqualTo("CRITICAL shop: logins circuit open");
            assertThat(first.getFrom()[0]).hasToString("Dromedary <alerts@example.com>");
            assertThat(first.getAllRecipients())
                    .extracting(Object::toString)
                    .containsExactly("ops@example.com", "night@example.com");
            assertThat((String) first.getContent())
                    .startsWith("logins: é is down")
                    .contains("severity  critical", "rule      circuit-open", "since     2026-11-21T12:00:00Z")
                    .contains("look at   https://grafana.example.com/d/1?a=1&b=2");
            assertThat(first.getMessageID()).isEqualTo("<" + notice.id() + "@example.com>");
            assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mails.get(3).getSubject()).isEqualTo("RESOLVED shop: logins circuit open");
            assertThat(mails.get(3).getHeader("References")).isEqualTo(first.getHeader("References"));
        } finally {
            server.stop();
        }
    }

    @Test
    void theServerMayAskForAUser() throws Exception {
        GreenMail server = server("smtp");
        try {
            server.setUser("robot", "robot", "s3cret");
            Mailer.Builder builder = builder(port(server, "smtp"));
            builder.setUser("robot");
            builder.setPassword("s3cret");
            builder.build().send(Notices.of(Notice.State.FIRING, "logins: down"));
            assertThat(server.waitForIncomingEmail(3000, 2)).isTrue();

            builder.setPassword("wr0ng");
            assertThat(failure(builder))
                    .hasMessage("the mail server does not take the user and the password")
                    .hasNoCause();
        } finally {
            server.stop();
        }
    }

    private static DeliveryException failure(Mailer.Builder builder) {
        Mailer mailer = builder.build();
        return catchThrowableOfType(
                DeliveryException.class, () -> mailer.send(Notices.of(Notice.State.FIRING, "logins: down")));
    }

    @Test
    void nothingIsSentInClearTextUnlessThatIsSet() throws Exception {
        GreenMail server = server("smtp");
        try {
            Mailer.Builder builder = builder(port(server, "smtp"));
            builder.setSecurity("starttls");
            assertThat(failure(builder))
                    .hasMessageStartingWith("the mail server is not reached, or not as it is set up");
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerWithACertificateThatNobodyVouchesForGetsNothing() throws Exception {
        GreenMail server = server("smtps");
        try {
            Mailer.Builder builder = builder(port(server, "smtps"));
            builder.setSecurity("tls");
            assertThat(failure(builder))
                    .hasMessageStartingWith("the mail server is not reached, or not as it is set up");
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerThatIsDownIsTriedLater() {
        assertThat(failure(builder(LoopbackPorts.free()))).matches(failure -> !failure.isRefused());
    }

    private static void assertRefused(String message, Consumer<Mailer.Builder> change) {
        Mailer.Builder builder = builder(25);
        change.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsMissingOrNoAddressIsRefused() {
        assertRefused("alerts.email is true, and alerts.email-server is not set", builder -> builder.setServer(null));
        assertRefused("alerts.email-server is \"a b\"", builder -> builder.setServer("a b"));
        assertRefused("alerts.email is true, and alerts.email-to is not set", builder -> builder.setTo(null));
        assertRefused("alerts.email-to is \"ops\", and must be an e-mail address", builder -> builder.setTo("ops"));
        assertRefused("alerts.email-to is \"a@b, <c\"", builder -> builder.setTo("a@b, <c"));
        assertRefused("alerts.email-from is \"@x\"", builder -> builder.setFrom("@x"));
        assertRefused("alerts.email-from names several", builder -> builder.setFrom("a@b, c@d"));
        assertRefused("alerts.email-user is set, and alerts.email-password is not", builder -> builder.setUser("u"));
    }
}
