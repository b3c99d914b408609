package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.settings.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a message is written for each receiver. */
class MessagesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "0123456789abcdef0123456789ABCDEF";

    private static PagerDutyEvent event(String key) {
        PagerDutyEvent.Builder builder = new PagerDutyEvent.Builder();
        builder.setKey(key);
        return builder.build();
    }

    @Test
    void anyEndpointGetsAllOfItAsJson() throws Exception {
        Notice notice = Notices.of(Notice.State.FIRING, "logins: \"down\" – é");
        JsonNode json = JSON.readTree(new NoticeJson().write(notice));

        assertThat(json.get("id").asText()).isEqualTo(notice.id());
        assertThat(json.get("key").asText()).isEqualTo("shop/logins/circuit-open");
        assertThat(json.get("state").asText()).isEqualTo("firing");
        assertThat(json.get("severity").asText()).isEqualTo("critical");
        assertThat(json.get("rule").asText()).isEqualTo("circuit-open");
        assertThat(json.get("pipeline").asText()).isEqualTo("logins");
        assertThat(json.get("summary").asText()).isEqualTo("logins: \"down\" – é");
        assertThat(json.get("since").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(json.get("at").asText()).isEqualTo("2026-11-21T12:02:00Z");
        assertThat(json.get("name").asText()).isEqualTo("shop");
        assertThat(json.get("host").asText()).isEqualTo("host-1");
        assertThat(json.get("link").asText()).isEqualTo("https://grafana.example.com/d/1?a=1&b=2");
        assertThat(json.size()).isEqualTo(12);
    }

    @Test
    void whatIsStoredIsReadAsItWas() {
        NoticeJson json = new NoticeJson();
        for (Notice.State state : Notice.State.values()) {
            Notice notice = Notices.of(state, "logins: down");
            assertThat(json.read(json.write(notice))).isEqualTo(notice);
        }
        Notice plain = Notices.of(Notice.State.FIRING, "logins: down", Optional.empty());
        assertThat(json.read(json.write(plain))).isEqualTo(plain);
    }

    @Test
    void slackGetsATextAndBlocksInWhichNothingIsMarkup() throws Exception {
        JsonNode json = JSON.readTree(
                new SlackText().write(Notices.of(Notice.State.FIRING, "logins: <!channel> & <https://evil|x>")));

        assertThat(json.get("text").asText())
                .isEqualTo(":red_circle: *CRITICAL shop: logins circuit open*\n"
                        + "logins: &lt;!channel&gt; &amp; &lt;https://evil|x&gt;");
        assertThat(json.at("/blocks/0/text/text").asText())
                .isEqualTo(":red_circle: *CRITICAL shop: logins circuit open*");
        assertThat(json.at("/blocks/1/text/type").asText()).isEqualTo("plain_text");
        assertThat(json.at("/blocks/1/text/text").asText()).doesNotContain("<", ">");
        assertThat(json.at("/blocks/2/elements/0/text").asText())
                .isEqualTo("since 2026-11-21T12:00:00Z, from host-1, "
                        + "<https://grafana.example.com/d/1?a=1&amp;b=2|look here>");

        JsonNode over = JSON.readTree(new SlackText().write(Notices.of(Notice.State.RESOLVED, "x".repeat(9000))));
        assertThat(over.get("text").asText())
                .startsWith(":white_check_mark: *RESOLVED shop: logins circuit open*\nxxx");
        assertThat(over.at("/blocks/1/text/text").asText()).hasSize(2901);
    }

    @Test
    void pagerDutyGetsOneIncidentForEachAlert() throws Exception {
        JsonNode trigger = JSON.readTree(event(KEY).write(Notices.of(Notice.State.FIRING, "logins: down")));

        assertThat(trigger.get("routing_key").asText()).isEqualTo(KEY);
        assertThat(trigger.get("event_action").asText()).isEqualTo("trigger");
        assertThat(trigger.get("dedup_key").asText()).isEqualTo("shop/logins/circuit-open");
        assertThat(trigger.at("/payload/summary").asText()).isEqualTo("logins: down");
        assertThat(trigger.at("/payload/source").asText()).isEqualTo("host-1");
        assertThat(trigger.at("/payload/severity").asText()).isEqualTo("critical");
        assertThat(trigger.at("/payload/timestamp").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(trigger.at("/payload/component").asText()).isEqualTo("logins");
        assertThat(trigger.at("/payload/class").asText()).isEqualTo("circuit-open");
        assertThat(trigger.at("/links/0/href").asText()).isEqualTo("https://grafana.example.com/d/1?a=1&b=2");

        assertThat(JSON.readTree(event(KEY).write(Notices.of(Notice.State.REPEATED, "logins: down")))
                        .get("event_action")
                        .asText())
                .isEqualTo("trigger");
        JsonNode resolve = JSON.readTree(event(KEY).write(Notices.of(Notice.State.RESOLVED, "logins: down")));
        assertThat(resolve.get("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.get("dedup_key").asText()).isEqualTo("shop/logins/circuit-open");
        assertThat(resolve.has("payload")).isFalse();
    }

    @Test
    void aKeyThatIsNoneIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> event(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("alerts.pagerduty is true, and alerts.pagerduty-key is not set");
        assertThatThrownBy(() -> event("s3cret"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("alerts.pagerduty-key is no integration key")
                .hasMessageNotContaining("s3cret");
    }
}
