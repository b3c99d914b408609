package dev.dromedary.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.dromedary.settings.Settings;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** The form of log lines on standard error: text for people, which is how logging begins, or JSON for collectors. */
public final class LogFormat {

    private static final int FRAMES = 20;

    private LogFormat() {}

    /** Goes on in the form of {@code logging.format}. */
    public static void use(Settings settings) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (settings.text("logging.format").equals("json") && factory instanceof LoggerContext context) {
            toJson(context);
        }
    }

    private static void toJson(LoggerContext context) {
        if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(PlainText.APPENDER)
                instanceof ConsoleAppender<ILoggingEvent> console) {
            LogstashEncoder encoder = new LogstashEncoder();
            encoder.setContext(context);
            encoder.setTimeZone("UTC");
            encoder.setFieldNames(fields());
            ShortenedThrowableConverter throwables = new ShortenedThrowableConverter();
            throwables.setMaxDepthPerThrowable(FRAMES);
            encoder.setThrowableConverter(throwables);
            encoder.start();
            console.setEncoder(encoder);
        }
    }

    private static LogstashFieldNames fields() {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLogger("logger");
        names.setThread("thread");
        return names;
    }
}
