package dev.dromedary.sandbox;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a pipeline on a machine that has only a JDK and Maven: real servers, the real jar, real records. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the servers that a pipeline needs, feeds it (some of it bad), runs the jar, and shows what landed and",
            "what did not. Goes on with a trickle until Ctrl-C."
        },
        footer = {"", "Example: ./demo products --once"})
public final class Demo implements Runnable {

    /** The pipelines that can be shown. */
    private enum Pipeline {
        LOGINS,
        PRODUCTS,
        CATALOG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            paramLabel = "PIPELINE",
            arity = "0..1",
            defaultValue = "logins",
            description = {
                "logins: SQS to PostgreSQL; products: CSV and SQLite to Kafka; catalog: S3 to S3",
                "(default: ${DEFAULT-VALUE})."
            })
    private Pipeline pipeline;

    @Option(names = "--once", description = "End when the first records have landed.")
    private boolean once;

    @Option(
            names = {"--records", "--messages"},
            paramLabel = "N",
            defaultValue = "5000",
            description = "How many messages, rows or products to begin with (default: ${DEFAULT-VALUE}).")
    private int records;

    @Option(names = "--folder", hidden = true, defaultValue = "target/demo")
    private Path folder;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        DemoShow show =
                switch (pipeline) {
                    case LOGINS -> new LoginsDemo(folder, once, records);
                    case PRODUCTS -> new ProductsDemo(folder, once, records);
                    case CATALOG -> new CatalogDemo(folder, once, records);
                };
        boolean[] ending = {false};
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending[0] = true;
            show.end();
        }));
        try {
            show.show();
        } catch (RuntimeException e) {
            // After Ctrl-C the servers go while we may still look at them.
            if (!ending[0]) {
                throw e;
            }
        }
    }

    static void say(String form, Object... parts) {
        System.out.println(String.format(form, parts));
    }
}
