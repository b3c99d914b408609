package dev.dromedary.alerts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.settings.ConfigurationException;

/**
 * A message as an event of PagerDuty's Events API v2: {@code trigger} while the alert is on, {@code resolve} when it is over,
 * with the alert's key as {@code dedup_key}, so that all of them are one incident. Immutable.
 */
public final class PagerDutyEvent {

    /** What PagerDuty takes. */
    private static final int LONGEST = 1_024;

    private final String key;

    private PagerDutyEvent(String key) {
        this.key = key;
    }

    /** The body of the request, a JSON object. */
    public String write(Notice notice) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("routing_key", key);
        event.put("dedup_key", notice.key());
        if (notice.state() == Notice.State.RESOLVED) {
            return event.put("event_action", "resolve").toString();
        }
        event.put("event_action", "trigger");
        event.put("client", "Dromedary");
        String summary = notice.summary();
        ObjectNode payload = event.putObject("payload")
                .put("summary", summary.length() > LONGEST ? summary.substring(0, LONGEST) : summary)
                .put("source", notice.host())
                .put("severity", notice.severity().code())
                .put("timestamp", notice.since().toString())
                .put("component", notice.pipeline())
                .put("group", notice.name())
                .put("class", notice.rule().code());
        payload.putObject("custom_details").put("state", notice.state().code());
        notice.link()
                .ifPresent(link ->
                        event.putArray("links").addObject().put("href", link).put("text", "Look here"));
        return event.toString();
    }

    /** Makes a {@link PagerDutyEvent} from properties, as routes declare it. */
    public static final class Builder {

        private boolean enabled = true;
        private String key;

        /** Whether it is in use; one that is not needs no key. */
        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        /** The integration key of a service. */
        public void setKey(String key) {
            this.key = key;
        }

        /** @throws ConfigurationException if the key is none */
        public PagerDutyEvent build() {
            if (enabled && key == null) {
                throw new ConfigurationException(
                        "alerts.pagerduty is true, and alerts.pagerduty-key is not set: it is the"
                                + " integration key of a PagerDuty service (Events API v2)");
            }
            if (enabled && !key.matches("[A-Za-z0-9]{32}")) {
                throw new ConfigurationException("alerts.pagerduty-key is no integration key: those have 32 letters and"
                        + " digits, as the service's integration \"Events API v2\" shows it");
            }
            return new PagerDutyEvent(key);
        }
    }
}
