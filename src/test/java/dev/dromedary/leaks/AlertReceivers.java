package dev.dromedary.leaks;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.dromedary.sandbox.HttpReceiver;
import dev.dromedary.sandbox.JarProcess;
import jakarta.mail.internet.MimeMessage;
import java.util.List;

/**
 * Every kind of receiver of alerts, each with a secret of its own. They keep what comes: PagerDuty's key and the header
 * Authorization are for them, and nothing else is. What is for the HTTP endpoint is never taken, so that it stays in the state.
 */
final class AlertReceivers implements AutoCloseable {

    private static final String USER = "robot";

    private final HttpReceiver taking = HttpReceiver.answering(202);
    private final HttpReceiver refusing = HttpReceiver.answering(503);
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private final String slack;
    private final String pagerDuty;
    private final String password;
    private final String path;
    private final String authorization;
    private final String signing;

    interface Secrets {
        String secret(String what);
    }

    AlertReceivers(Secrets secrets) {
        slack = secrets.secret("Slack's address");
        pagerDuty = secrets.secret("PagerDuty's key");
        password = secrets.secret("mail password");
        path = secrets.secret("address of the webhook");
        authorization = secrets.secret("authorization at the webhook");
        signing = secrets.secret("key of signatures");
        mail.start();
        mail.setUser("robot@example.com", USER, password);
    }

    JarProcess.Setup with(JarProcess.Setup setup) {
        return setup.with("ALERTS_SLACK", "true")
                .with("ALERTS_SLACK_URL", taking.url("/slack/" + slack))
                .with("ALERTS_PAGERDUTY", "true")
                .with("ALERTS_PAGERDUTY_URL", taking.url("/pagerduty"))
                .with("ALERTS_PAGERDUTY_KEY", pagerDuty)
                .with("ALERTS_EMAIL", "true")
                .with("ALERTS_EMAIL_SERVER", "127.0.0.1:" + mail.getSmtp().getPort())
                .with("ALERTS_EMAIL_SECURITY", "none")
                .with("ALERTS_EMAIL_USER", USER)
                .with("ALERTS_EMAIL_PASSWORD", password)
                .with("ALERTS_EMAIL_FROM", "robot@example.com")
                .with("ALERTS_EMAIL_TO", "ops@example.com")
                .with("ALERTS_HTTP", "true")
                .with("ALERTS_HTTP_URL", refusing.url("/" + path))
                .with("ALERTS_HTTP_AUTHORIZATION", "Bearer " + authorization)
                .with("ALERTS_HTTP_SECRET", signing)
                .with("ALERTS_INTERVAL", "1s")
                .with("ALERTS_PAUSE", "1ms")
                .with("ALERTS_CIRCUIT_OPEN", "1s")
                .with("ALERTS_DEAD_LETTERS", "3");
    }

    /** What came to each receiver that takes messages. */
    List<String> received() {
        return List.of(receivedBy("/slack/"), receivedBy("/pagerduty"), mails());
    }

    void addTo(Evidence evidence) {
        evidence.add("alerts to Slack", receivedBy("/slack/"));
        evidence.add("alerts to PagerDuty", receivedBy("/pagerduty").replace("\"routing_key\":\"" + pagerDuty, ""));
        evidence.add(
                "alerts to the webhook", texts(refusing, "/").replace("Authorization=[Bearer " + authorization, ""));
        evidence.add("alerts by mail", mails());
    }

    private String receivedBy(String start) {
        return texts(taking, start);
    }

    private static String texts(HttpReceiver receiver, String start) {
        StringBuilder texts = new StringBuilder();
        for (HttpReceiver.Request request : receiver.requests()) {
            if (request.path().startsWith(start)) {
                texts.append(request.headers())
                        .append('\n')
                        .append(request.body())
                        .append('\n');
            }
        }
        return texts.toString();
    }

    private String mails() {
        StringBuilder texts = new StringBuilder();
        for (MimeMessage message : mail.getReceivedMessages()) {
            texts.append(GreenMailUtil.getWholeMessage(message)).append('\n');
        }
        return texts.toString();
    }

    @Override
    public void close() {
        mail.stop();
        taking.close();
        refusing.close();
    }
}
