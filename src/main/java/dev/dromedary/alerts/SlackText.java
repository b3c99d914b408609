package dev.dromedary.alerts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message as Slack's incoming webhooks take it: a text for notifications, and blocks with heading, summary and, in small
 * print, times, host and link. What comes from outside is escaped, so that nothing in it mentions anybody or becomes a link.
 * Immutable.
 */
public final class SlackText {

    /** Slack refuses longer texts. */
    private static final int LONGEST = 2_900;

    /** The body of the request, a JSON object. */
    public String write(Notice notice) {
        String heading = sign(notice) + " *" + escape(notice.heading()) + "*";
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("text", heading + "\n" + escape(notice.summary()));
        ArrayNode blocks = body.putArray("blocks");
        text(blocks.addObject().put("type", "section").putObject("text"), "mrkdwn", heading);
        text(blocks.addObject().put("type", "section").putObject("text"), "plain_text", escape(notice.summary()));
        String small = "since " + notice.since() + ", from " + escape(notice.host())
                + notice.link()
                        .map(link -> ", <" + escape(link) + "|look here>")
                        .orElse("");
        text(blocks.addObject().put("type", "context").putArray("elements").addObject(), "mrkdwn", small);
        return body.toString();
    }

    private static void text(ObjectNode object, String type, String text) {
        object.put("type", type).put("text", text);
    }

    private static String sign(Notice notice) {
        if (notice.state() == Notice.State.RESOLVED) {
            return ":white_check_mark:";
        }
        return switch (notice.severity()) {
            case CRITICAL, ERROR -> ":red_circle:";
            case WARNING -> ":warning:";
            case INFO -> ":information_source:";
        };
    }

    private static String escape(String text) {
        String shorter = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shorter.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
