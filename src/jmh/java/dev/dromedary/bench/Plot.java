package dev.dromedary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Draws the ratios of raw results as SVG: a line from the least to the greatest, a dot at the median, on a logarithmic scale
 * around 1. Run it by {@code bench/run plot}.
 */
@Command(
        name = "bench/run plot",
        mixinStandardHelpOptions = true,
        description = "Draws the ratios of raw results as SVG.")
public final class Plot implements Runnable {

    private static final int LABELS = 560;
    private static final int CHART = 420;
    private static final int ROW = 22;
    private static final int MARGIN = 20;
    private static final double[] TICKS = {0.25, 0.5, 1, 2, 4, 8, 16, 32};

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            defaultValue = "docs/images/benchmarks.svg",
            description = "What to draw.")
    private Path svg;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Raw results, such as target/bench-logins.json.")
    private List<Path> files;

    private record Bar(String name, Spread spread) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Plot()).execute(arguments));
    }

    @Override
    public void run() {
        StringBuilder rows = new StringBuilder();
        int y = MARGIN;
        for (Path file : files) {
            JsonNode results = read(file);
            List<Bar> bars = bars(results.path("ratios"));
            if (bars.isEmpty()) {
                continue;
            }
            y += ROW;
            rows.append(text(MARGIN, y, "head", results.path("benchmark").asText()));
            for (Bar bar : bars) {
                y += ROW;
                rows.append(row(bar, y));
            }
            y += ROW / 2;
        }
        write(frame(y) + rows + "</svg>\n");
        Printout.say("Drawn: %s", svg);
    }

    private static JsonNode read(Path file) {
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Bar> bars(JsonNode ratios) {
        List<Bar> bars = new ArrayList<>();
        ratios.fields().forEachRemaining(ratio -> {
            List<Double> rounds = new ArrayList<>();
            ratio.getValue().forEach(round -> rounds.add(round.asDouble()));
            bars.add(new Bar(ratio.getKey(), Spread.of(rounds)));
        });
        return bars;
    }

    private static String frame(int bottom) {
        StringBuilder frame = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<style>text{fill:#333}.head{font-weight:bold}.tick{fill:#777;font-size:11px}"
                        + ".control line,.control circle{stroke:#999;fill:#999}"
                        + "line,circle{stroke:#1864ab;fill:#1864ab}.grid{stroke:#ddd}.one{stroke:#888}</style>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                LABELS + CHART + 2 * MARGIN,
                bottom + 2 * MARGIN));
        for (double tick : TICKS) {
            String kind = tick == 1 ? "one" : "grid";
            frame.append(line(x(tick), MARGIN, x(tick), bottom, kind, 1));
            frame.append(
                    text(x(tick) - 8, bottom + MARGIN, "tick", tick < 1 ? Double.toString(tick) : "" + (int) tick));
        }
        return frame.toString();
    }

    private static double x(double ratio) {
        double least = Math.log(TICKS[0]);
        double greatest = Math.log(TICKS[TICKS.length - 1]);
        double share = (Math.log(ratio) - least) / (greatest - least);
        return MARGIN + LABELS + Math.max(0, Math.min(1, share)) * CHART;
    }

    private static String row(Bar bar, int y) {
        Spread spread = bar.spread();
        String figures = String.format(Locale.ROOT, "%.2f / %.2f / %.2f", spread.min(), spread.median(), spread.max());
        boolean control = bar.name().contains("noise");
        return (control ? "<g class=\"control\">" : "<g>")
                + text(2 * MARGIN, y, "", bar.name() + ": " + figures)
                + line(x(spread.min()), y - 4, x(spread.max()), y - 4, "", 3)
                + String.format(
                        Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\"/></g>%n", x(spread.median()), y - 4);
    }

    private static String line(double x1, int y1, double x2, int y2, String kind, int width) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" class=\"%s\" stroke-width=\"%d\"/>%n",
                x1,
                y1,
                x2,
                y2,
                kind,
                width);
    }

    private static String text(double x, int y, String kind, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" class=\"%s\">%s</text>%n", x, y, kind, escaped);
    }

    private void write(String drawing) {
        try {
            Files.createDirectories(svg.toAbsolutePath().getParent());
            Files.writeString(svg, drawing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
