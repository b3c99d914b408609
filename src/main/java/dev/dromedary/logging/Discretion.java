package dev.dromedary.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps libraries from quoting secrets and messages in their logs, however much is to be logged (invariant 4). */
public final class Discretion {

    /** Those that quote values of settings, bodies of messages, or what is on the wire. */
    private static final List<String> TALKATIVE = List.of(
            "org.apache.camel.component.properties.DefaultPropertiesParser",
            "org.apache.camel.impl.engine.DefaultCamelContextExtension",
            "org.apache.http.headers",
            "org.apache.http.wire",
            "software.amazon.awssdk.services.sqs.internal.MessageMD5ChecksumInterceptor");

    private Discretion() {}

    /** Raises their levels to WARN at least, over the head of any file that configures logging; once, when the process begins. */
    public static void keep() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (String name : TALKATIVE) {
                Logger logger = context.getLogger(name);
                if (!logger.getEffectiveLevel().isGreaterOrEqual(Level.WARN)) {
                    logger.setLevel(Level.WARN);
                }
            }
        }
    }
}
