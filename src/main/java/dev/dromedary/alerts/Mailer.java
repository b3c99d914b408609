package dev.dromedary.alerts;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends messages as plain e-mails, those about one alert as one thread. With {@code starttls}, the default, a server that
 * does not offer it gets nothing; certificates are checked. Thread-safe.
 */
public final class Mailer {

    private final Session session;
    private final String user;
    private final String password;
    private final InternetAddress from;
    private final InternetAddress[] to;

    private Mailer(Session session, String user, String password, InternetAddress from, InternetAddress[] to) {
        this.session = session;
        this.user = user;
        this.password = password;
        this.from = from;
        this.to = to;
    }

    /**
     * Sends a message.
     *
     * @throws DeliveryException if the mail server does not take it
     */
    public void send(Notice notice) throws DeliveryException {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(notice);
            transport.connect(user, password);
            transport.sendMessage(message, to);
        } catch (AuthenticationFailedException e) {
            throw DeliveryException.unavailable("the mail server does not take the user and the password");
        } catch (SendFailedException e) {
            throw DeliveryException.unavailable("the mail server does not take the sender or a recipient");
        } catch (MessagingException e) {
            throw DeliveryException.unavailable("the mail server is not reached, or not as it is set up: "
                    + e.getClass().getSimpleName());
        }
    }

    private MimeMessage message(Notice notice) throws MessagingException {
        String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + notice.id() + "@" + domain + ">");
            }
        };
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, to);
        message.setSubject(notice.heading(), "UTF-8");
        message.setSentDate(Date.from(notice.at()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("References", "<" + notice.key().replaceAll("[^A-Za-z0-9.-]", ".") + "@" + domain + ">");
        message.setText(text(notice), "UTF-8");
        return message;
    }

    private static String text(Notice notice) {
        return notice.summary() + "\n\n"
                + "state     " + notice.state().code() + "\n"
                + "severity  " + notice.severity().code() + "\n"
                + "pipeline  " + notice.pipeline() + "\n"
                + "rule      " + notice.rule().code() + "\n"
                + "since     " + notice.since() + "\n"
                + "told      " + notice.at() + "\n"
                + "from      " + notice.name() + " on " + notice.host() + "\n"
                + notice.link().map(link -> "look at   " + link + "\n").orElse("");
    }

    /** Makes a {@link Mailer} from properties, as routes declare it. */
    public static final class Builder {

        private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+])(?::(\\d{1,5}))?");

        private boolean enabled = true;
        private String server;
        private String security = "starttls";
        private String user;
        private String password;
        private String from;
        private String to;
        private Duration timeout = Duration.ofSeconds(10);

        /** Whether it is in use; one that is not needs no server and no addresses. */
        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        /** The mail server: host or host:port. */
        public void setServer(String server) {
            this.server = server;
        }

        /** starttls, tls or none. */
        public void setSecurity(String security) {
            this.security = security;
        }

        public void setUser(String user) {
            this.user = user;
        }

        public void setPassword(String password) {
            this.password = password;
        }

        /** Address of the sender. */
        public void setFrom(String from) {
            this.from = from;
        }

        /** Addresses of the recipients, separated by commas. */
        public void setTo(String to) {
            this.to = to;
        }

        public void setTimeout(String timeout) {
            this.timeout = Durations.parse(timeout);
        }

        /** @throws ConfigurationException if it is enabled, and something is missing or is no address */
        public Mailer build() {
            if (!enabled) {
                return new Mailer(null, null, null, null, null);
            }
            Properties properties = properties();
            InternetAddress[] senders = addresses("alerts.email-from", from);
            if (senders.length > 1) {
                throw new ConfigurationException("alerts.email-from names several addresses, and there is one sender");
            }
            if (user != null && password == null) {
                throw new ConfigurationException("alerts.email-user is set, and alerts.email-password is not");
            }
            return new Mailer(
                    Session.getInstance(properties), user, password, senders[0], addresses("alerts.email-to", to));
        }

        private Properties properties() {
            Matcher matcher = SERVER.matcher(required("alerts.email-server", server));
            if (!matcher.matches()) {
                throw new ConfigurationException(
                        "alerts.email-server is \"" + server + "\", and must be HOST or HOST:PORT");
            }
            String port = matcher.group(2);
            String milliseconds = Long.toString(timeout.toMillis());
            Properties properties = new Properties();
            properties.put("mail.smtp.host", matcher.group(1));
            properties.put("mail.smtp.port", port == null ? usualPort() : port);
            properties.put("mail.smtp.auth", Boolean.toString(user != null));
            properties.put("mail.smtp.connectiontimeout", milliseconds);
            properties.put("mail.smtp.timeout", milliseconds);
            properties.put("mail.smtp.writetimeout", milliseconds);
            properties.put("mail.smtp.ssl.enable", Boolean.toString(security.equals("tls")));
            properties.put("mail.smtp.starttls.enable", Boolean.toString(security.equals("starttls")));
            properties.put("mail.smtp.starttls.required", Boolean.toString(security.equals("starttls")));
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            return properties;
        }

        private String usualPort() {
            return switch (security) {
                case "tls" -> "465";
                case "none" -> "25";
                default -> "587";
            };
        }

        private static InternetAddress[] addresses(String setting, String text) {
            try {
                InternetAddress[] addresses = InternetAddress.parse(required(setting, text), true);
                for (InternetAddress address : addresses) {
                    address.validate();
                    if (!address.getAddress().contains("@")) {
                        throw new AddressException();
                    }
                }
                if (addresses.length > 0) {
                    return addresses;
                }
            } catch (AddressException e) {
                throw misfit(setting, text);
            }
            throw misfit(setting, text);
        }

        private static ConfigurationException misfit(String setting, String text) {
            return new ConfigurationException(
                    setting + " is \"" + text + "\", and must be an e-mail address such as alerts@example.com");
        }

        private static String required(String setting, String text) {
            if (text == null) {
                throw new ConfigurationException(
                        "alerts.email is true, and " + setting + " is not set, such as " + example(setting));
            }
            return text;
        }

        private static String example(String setting) {
            return setting.endsWith("server") ? "mail.example.com:587" : "alerts@example.com";
        }
    }
}
