package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final PrintStream systemOut = System.out;

    @BeforeEach
    void captureResults() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreResults() {
        System.setOut(systemOut);
    }

    static Stream<String> commands() {
        List<String> names = new ArrayList<>();
        collect(RootCommand.commandLine(), names);
        return names.stream();
    }

    private static void collect(CommandLine command, List<String> names) {
        names.add(command.getCommandSpec().qualifiedName());
        command.getSubcommands().values().forEach(subcommand -> collect(subcommand, names));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpOfEveryCommandShowsAnExampleThatParses(String command) {
        String[] args = (command + " --help").split(" ");
        assertThat(execute(List.of(args).subList(1, args.length).toArray(String[]::new)))
                .isZero();

        assertThat(printed()).contains("Usage: " + command).contains("Example: dromedary ");
        String example = printed()
                .lines()
                .filter(line -> line.startsWith("Example: "))
                .findFirst()
                .orElseThrow()
                .substring("Example: dromedary ".length());
        RootCommand.commandLine().parseArgs(example.split(" "));
    }

    @Test
    void thereIsACommandForWhatTheContractNames() {
        assertThat(commands())
                .contains(
                        "dromedary run",
                        "dromedary preview",
                        "dromedary dead-letters list",
                        "dromedary dead-letters show",
                        "dromedary keys new",
                        "dromedary unmask",
                        "dromedary routes list",
                        "dromedary routes export");
    }

    @Test
    void everyOptionAndParameterIsDescribed() {
        described(RootCommand.commandLine());
    }

    private static void described(CommandLine command) {
        assertThat(command.getCommandSpec().args())
                .allSatisfy(arg -> assertThat(arg.description()).as("%s", arg).isNotEmpty());
        command.getSubcommands().values().forEach(CommandLineTest::described);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rnu                   | rnu",
                "run --onec            | --onec",
                "routes lst            | lst",
                "routes list --rouets x | --rouets",
                "dead-letters shwo 1   | shwo",
                "keys                  | Missing required subcommand",
                "dead-letters show     | ID",
                "keys new              | FILE",
                "unmask                | TOKEN",
                "run --routes          | --routes",
                "preview               | PIPELINE",
                "preview logins -n x   | -n"
            })
    void wrongUsageIsOneLineOnStandardErrorAndExitCodeTwo(String args, String named) {
        assertThat(execute(args.split(" +"))).isEqualTo(2);

        assertThat(errors())
                .startsWith("dromedary: ")
                .contains(named)
                .contains("--help)")
                .hasLineCount(1);
        assertThat(printed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "login, 20, 'there is no pipeline \"login\"'",
        "logins, 0, from 1 to 1000",
        "logins, 1001, from 1 to 1000"
    })
    void aPreviewThatCannotBeIsOneLineAndExitCodeTwo(String pipeline, String number, String named) {
        assertThat(execute("preview", pipeline, "-n", number)).isEqualTo(2);

        assertThat(errors()).startsWith("dromedary: ").contains(named).hasLineCount(1);
        assertThat(printed()).isEmpty();
    }

    @Test
    void noCommandAtAllIsWrongUsage() {
        assertThat(execute()).isEqualTo(2);
        assertThat(errors()).startsWith("dromedary: ").contains("subcommand").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "runs, run",
        "run --onec, --once",
        "routes lst, list",
        "dead-letter list, dead-letters",
        "keys rotat, rotate"
    })
    void theNearestNameIsSuggested(String args, String suggestion) {
        assertThat(execute(args.split(" "))).isEqualTo(2);
        assertThat(errors()).contains(suggestion);
    }

    @Test
    void aPipelineThatDoesNotExistIsExitCodeTwo() {
        assertThat(execute("run", "login")).isEqualTo(2);
        assertThat(errors())
                .contains("\"login\"")
                .contains("did you mean \"logins\"?")
                .hasLineCount(1);
    }

    @Test
    void aRoutesFolderThatDoesNotExistIsExitCodeTwo() {
        for (String[] command : new String[][] {
            {"run", "--routes", "absent-folder"},
            {"routes", "list", "--routes", "absent-folder"},
            {"routes", "export", "--routes", "absent-folder", "x"}
        }) {
            err.getBuffer().setLength(0);
            assertThat(execute(command)).isEqualTo(2);
            assertThat(errors()).isEqualTo("dromedary: --routes absent-folder is not a folder");
        }
    }

    @Test
    void theListOfRoutesSaysWhatComesFromWhere() throws IOException {
        Path own = Files.writeString(folder.resolve("orders.camel.yaml"), "# own");

        assertThat(execute("routes", "list", "--routes", folder.toString())).isZero();

        List<String> lines =
                printed().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertThat(lines)
                .contains("beans shared jar", "failures shared jar", "logins pipeline jar")
                .contains("orders pipeline " + own.toUri());
        assertThat(errors()).isEmpty();
    }

    @Test
    void anExportPrintsTheFilesThatItWroteAndIsNotRepeated() {
        Path target = folder.resolve("export");

        assertThat(execute("routes", "export", target.toString())).isZero();
        assertThat(printed().lines())
                .contains(target.resolve("logins.camel.yaml").toString())
                .allSatisfy(file -> assertThat(Path.of(file)).isRegularFile());

        assertThat(execute("routes", "export", target.toString())).isEqualTo(2);
        assertThat(errors()).contains("is there already").hasLineCount(1);
    }

    @Test
    void whatIsWrongWithRouteFilesIsPrintedLineByLine() throws IOException {
        Path broken = Files.writeString(folder.resolve("orders.camel.yaml"), "- rout:\n    id: x\n");

        assertThat(execute("validate", folder.toString())).isEqualTo(2);

        assertThat(printed().lines())
                .contains(broken + ":1:3: unknown key \"rout\" in the file; did you mean \"route\"?");
        assertThat(errors()).isEmpty();
    }

    @Test
    void whatIsWrongWithRouteFilesIsPrintedAsJson() throws IOException {
        Files.writeString(folder.resolve("orders.camel.yaml"), "- rout:\n    id: x\n");

        assertThat(execute("validate", "--json", folder.toString())).isEqualTo(2);

        JsonNode result = new JsonMapper().readTree(printed());
        assertThat(result.at("/problems/0/line").asInt()).isEqualTo(1);
        assertThat(result.at("/problems/0/column").asInt()).isEqualTo(1);
        assertThat(result.at("/problems/0/file").asText()).endsWith("orders.camel.yaml");
        assertThat(result.at("/problems/1/what").asText()).startsWith("unknown key \"rout\"");
    }

    @Test
    void validRouteFilesAreOneLine() {
        assertThat(execute("validate", folder.toString())).isZero();
        assertThat(printed()).matches("\\d+ files, \\d+ routes: valid\n");
    }

    @Test
    void onlyAFolderCanBeValidated() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(execute("validate", file.toString())).isEqualTo(2);
        assertThat(errors()).isEqualTo("dromedary: " + file + " is a file, and must be a folder");
        err.getBuffer().setLength(0);
        assertThat(execute("validate", "absent-folder")).isEqualTo(2);
        assertThat(errors()).isEqualTo("dromedary: absent-folder does not exist");
    }

    @Test
    void aRunThatEndsIsNotWatched() {
        assertThat(execute("run", "--once", "--watch")).isEqualTo(2);
        assertThat(errors()).contains("--watch", "--once").hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(execute("run", "--watch")).isEqualTo(2);
        assertThat(errors()).contains("no folder ./routes").hasLineCount(1);
    }

    @Test
    void aNewKeysetIsMadeOnceAndItsKeyIsNotShown() throws IOException {
        Path keyset = folder.resolve("masking.keyset");

        assertThat(execute("keys", "new", "--kind", "aes-siv", keyset.toString()))
                .isZero();
        assertThat(printed()).contains("Made " + keyset).contains("primary key").hasLineCount(1);
        assertThat(keyset).isNotEmptyFile();

        byte[] before = Files.readAllBytes(keyset);
        assertThat(execute("keys", "new", "--kind", "aes-siv", keyset.toString()))
                .isEqualTo(2);
        assertThat(errors()).contains(keyset.toString()).hasLineCount(1);
        assertThat(Files.readAllBytes(keyset)).isEqualTo(before);
    }

    @Test
    void aKindOfKeysetThatDoesNotExistIsExitCodeTwo() {
        Path keyset = folder.resolve("masking.keyset");

        assertThat(execute("keys", "new", "--kind", "rot13", keyset.toString())).isEqualTo(2);
        assertThat(errors()).contains("--kind").contains("rot13").hasLineCount(1);
        assertThat(keyset).doesNotExist();
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(execute("--version")).isZero();
        assertThat(printed()).startsWith("dromedary ");
    }

    private int execute(String... args) {
        return RootCommand.commandLine()
                .setOut(new PrintWriter(System.out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString().strip();
    }
}
