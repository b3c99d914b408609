package dev.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteValidationTest {

    /** A pipeline in which nothing is wrong; the tests break one line of it. */
    private static final String GOOD = """
            - beans:
                - name: order-schema
                  type: dev.dromedary.schema.SchemaCheck
                  builderClass: dev.dromedary.schema.SchemaCheck$Builder
                  properties:
                    schema: schemas/order.schema.json
            - route:
                id: copy-orders
                description: Copies orders.
                from:
                  uri: sqs-batch:{{logins.queue}}
                  parameters:
                    pipeline: orders
                    batchSize: 10
                    batchWindow: 200ms
                    memory: "{{logins.memory}}"
                  steps:
                    - bean:
                        ref: order-schema
                        method: check
                    - setHeader:
                        name: copied
                        expression:
                          constant:
                            expression: "yes"
                    - choice:
                        when:
                          - expression:
                              simple:
                                expression: ${header.copied} == 'yes'
                            steps:
                              - to:
                                  uri: direct:out
                        otherwise:
                          steps:
                            - stop: {}
                    - marshal:
                        json: {}
            - route:
                id: send-orders
                description: Sends orders.
                from:
                  uri: direct:out
                  steps:
                    - to:
                        uri: kafka:orders?brokers={{kafka.brokers}}&lingerMs=20
                        parameters:
                          requestTimeoutMs: "{{?orders.timeout}}"
                    - to: file:out?fileExist=Override
            """;

    @TempDir
    private Path folder;

    private final Settings settings = Settings.defaults();

    @Test
    void theJarsOwnFilesAreValid() {
        RouteValidation validation = RouteValidation.of(Optional.empty(), "", settings);

        assertThat(validation.problems()).isEmpty();
        assertThat(validation.files()).isGreaterThanOrEqualTo(5);
        assertThat(validation.routes()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aPipelineOfOnesOwnIsValid() throws IOException {
        assertThat(problems(GOOD)).isEmpty();
    }

    /** What is replaced in the good pipeline, by what, where that is told, and what is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "steps:                     | stepz:                | 17:7   | unknown key \"stepz\" in from; did you mean \"steps\"?",
                "description: Copies        | descrption: Copies    | 9:5    | unknown key \"descrption\" in route; did you mean \"description\"?",
                "- bean:                    | - baen:               | 18:11  | unknown key \"baen\" in steps; did you mean \"bean\"?",
                "- route:                   | - rout:               | 7:3    | unknown key \"rout\" in the file; did you mean \"route\"?",
                "json: {}                   | jsn: {}               | 38:13  | unknown key \"jsn\" in marshal; did you mean \"json\"?",
                "simple:                    | simpel:               | 29:19  | unknown key \"simpel\" in expression; did you mean \"simple\"?",
                "name: copied               | nam: copied           | 22:13  | unknown key \"nam\" in setHeader; did you mean \"name\"?",
                "pipeline: orders           | pipelin: orders       | 13:9   | unknown option \"pipelin\" of sqs-batch; did you mean \"pipeline\"?",
                "batchSize: 10              | batchSize: ten        | 14:9   | option \"batchSize\" is \"ten\", and must be a whole number",
                "batchWindow: 200ms         | batchWindow: 200 mss  | 15:9   | option \"batchWindow\" is \"200 mss\", and must be a duration",
                "{{logins.memory}}          | 16                    | 16:9   | option \"memory\" is \"16\", and must be a size",
                "{{logins.memory}}          | {{logins.memry}}      | 16:18  | {{logins.memry}} is no setting and has no value; did you mean \"logins.memory\"?",
                "{{logins.queue}}           | {{login.queue}}       | 11:22  | {{login.queue}} is no setting and has no value; did you mean \"logins.queue\"?",
                "{{kafka.brokers}}          | {{warehouse.user}}    | 46:39  | {{warehouse.user}} has no value",
                "sqs-batch:                 | sqs-bach:             | 11:12  | there is no component \"sqs-bach\"; did you mean \"sqs-batch\"?",
                "lingerMs=20                | lingrMs=20            | 46:57  | unknown option \"lingrMs\" of kafka; did you mean \"lingerMs\"?",
                "lingerMs=20                | lingerMs=soon         | 46:57  | option \"lingerMs\" is \"soon\", and must be a whole number",
                "fileExist=Override         | fileExist=Overide     | 49:24  | must be one of Override, Append",
                "kafka:orders?              | kafka?                | 46:18  | kafka needs \"topic\"",
                "uri: direct:out\\n      steps | uri: direct:outt\\n      steps | 33:28 | no route of this file or of the shared ones begins with direct:out; did you mean \"direct:outt\"?",
                "kafka:orders               | timer:orders          | 46:18  | nothing can be sent to timer, which only begins routes",
                "SchemaCheck\\n              | SchemaChek\\n          | 3:13   | there is no class dev.dromedary.schema.SchemaChek",
                "$Builder                   | $Bilder    | 4:21   | there is no class dev.dromedary.schema.SchemaCheck$Bilder",
                "schema: schemas            | schmea: schemas       | 6:9    | unknown property \"schmea\"",
                "ref: order-schema          | ref: order-shema      | 19:18  | is named \"order-shema\"; did you mean \"order-schema\"?",
                "schemas/order.schema.json  | \"#bean:sate\"        | 6:18   | is named \"sate\"; did you mean \"state\"?",
                "method: check              | method: chek          | 20:21  | SchemaCheck has no method \"chek\"; did you mean \"check\"?",
                "id: send-orders            | id: copy-orders       | 40:9   | the id \"copy-orders\" is taken by a route of routes/orders.camel.yaml",
                "id: send-orders            | id: store-logins      | 40:9   | the id \"store-logins\" is taken by a route of jar:logins.camel.yaml",
                "id: send-orders            | routeConfigurationId: mine | 40:27 | there is no routeConfiguration \"mine\"",
                "id: send-orders            | autoStartup: perhaps  | 40:18  | autoStartup is \"perhaps\", and must be true or false",
                "- stop: {}                 | - stop:               | 36:24  | stop is empty, and must be a mapping",
                "json: {}                   | json: []              | 38:19  | json is a list, and must be a mapping",
                "id: copy-orders            | id: [a]               | 8:9    | id is a list, and must be text",
                "ref: order-schema          | ref: a: b             | 19:19  | no YAML: mapping values are not allowed here"
            })
    void aLineThatIsWrongIsToldOnce(String before, String after, String where, String what) throws IOException {
        String changed = replaced(unescaped(before), unescaped(after));

        assertThat(problems(changed))
                .singleElement()
                .asString()
                .startsWith("routes/orders.camel.yaml:" + where + ": ")
                .contains(unescaped(what));
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }

    private static String replaced(String before, String after) {
        assertThat(GOOD).contains(before);
        int start = GOOD.indexOf(before);
        return GOOD.substring(0, start) + after + GOOD.substring(start + before.length());
    }

    @Test
    void allThatIsWrongIsToldInOneGo() throws IOException {
        write("orders.camel.yaml", replaced("steps:", "stepz:").replace("method: check", "method: chek"));
        write("wrong-name.yaml", "");
        write("other.camel.yaml", "- route: [");
        Files.createDirectories(folder.resolve("folder.camel.yaml"));

        assertThat(validate())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("routes/folder.camel.yaml:1:1: is a folder"),
                        problem -> assertThat(problem).startsWith("routes/orders.camel.yaml:17:7: unknown key"),
                        problem -> assertThat(problem)
                                .startsWith("routes/orders.camel.yaml:20:21: ")
                                .contains("chek"),
                        problem -> assertThat(problem).startsWith("routes/other.camel.yaml:1:11: no YAML"),
                        problem -> assertThat(problem)
                                .startsWith("routes/wrong-name.yaml:1:1: ")
                                .contains("NAME.camel.yaml"));
    }

    @Test
    void whatIsToldOfOneStepIsToldOfItAlone() throws IOException {
        assertThat(problems(replaced("- marshal:", "- log: a\n          marshal:")))
                .singleElement()
                .asString()
                .contains("\"log\" and \"marshal\" are written as one item of steps");
        assertThat(problems(
                        replaced("name: copied\n", "name: copied\n            simple: x\n            constant: y\n")))
                .singleElement()
                .asString()
                .contains("\"constant\" and \"simple\" exclude one another in setHeader");
        assertThat(problems(replaced("description: Copies", "id: again\n    description: Copies")))
                .singleElement()
                .asString()
                .contains("\"id\" stands twice in route");
    }

    @Test
    void aRouteWithoutFailurePolicyIsTold() throws IOException {
        write("failures.camel.yaml", "- beans: []\n");

        List<Problem> problems = problems(GOOD);

        assertThat(problems).extracting(Problem::file).contains("routes/orders.camel.yaml", "jar:logins.camel.yaml");
        assertThat(problems).allMatch(problem -> problem.what().startsWith("nothing deals with the failures"));
        String own = "- errorHandler:\n    defaultErrorHandler: {}\n" + GOOD;
        assertThat(problems(own)).extracting(Problem::file).doesNotContain("routes/orders.camel.yaml");
    }

    @Test
    void aPipelineWithoutRouteIsTold() throws IOException {
        assertThat(problems("- beans: []\n")).singleElement().asString().contains("needs a route");
    }

    @Test
    void whatAnotherPipelineDeclaresIsNotThere() throws IOException {
        write("out.camel.yaml", GOOD.substring(GOOD.indexOf("- route:\n    id: send-orders")));

        assertThat(problems(GOOD.substring(0, GOOD.indexOf("- route:\n    id: send-orders"))))
                .singleElement()
                .asString()
                .contains("no route of this file or of the shared ones begins with direct:out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# a comment",
                "a",
                "- a",
                "a: b",
                "- - -",
                "- route:",
                "- route: 1",
                "- route: {from: }",
                "- from: {uri: , steps: }",
                "- from: {uri: '', steps: [{to: ''}, {to: ':'}, {to: '?'}, {to: 'a?b'}, {to: '{{'}, {to: '{{?a}}?x=y'}]}",
                "- from: {uri: {a: b}, steps: [[[]]]}",
                "- beans: {name: 1}",
                "- beans: [{}, {name: }, {type: '#class:'}, {name: a, type: 'java.lang', builderClass: ''}, []]",
                "- beans: [{name: a, type: java.util.Map, properties: {'': 1, '.': 2, '[': 3}}]",
                "- ? [a, b]\n  : c",
                "- &a [*a]",
                "- &a {route: *a}",
                "- *nowhere",
                "- !!java.lang.Runtime {}",
                "--- a\n--- b",
                "%YAML 9.9\n---\na",
                "\t- a",
                "- \"\\u0000\"",
                "- route: {routeConfigurationId: ' \\E*[(', from: {uri: 'direct:a', steps: []}}",
                "- routeTemplate: {parameters: [{name: }, {}, a], id: []}"
            })
    void noInputIsTooOdd(String text) throws IOException {
        assertThat(problems(text)).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.toString()).hasLineCount(1);
        });
    }

    @Test
    void noInputIsTooDeepTooLongOrTooTwisted() throws IOException {
        assertThat(problems("[".repeat(50_000))).singleElement().asString().contains("nested too deeply");
        assertThat(problems("- a: " + "x".repeat(4 << 20)))
                .singleElement()
                .asString()
                .contains("larger than");
        StringBuilder laughs = new StringBuilder("- &l0 {a: b}\n");
        for (int i = 1; i < 25; i++) {
            laughs.append("- &l%d {a: *l%d, b: *l%d}\n".formatted(i, i - 1, i - 1));
        }
        assertThat(problems(laughs.toString())).isNotEmpty();
        Files.write(folder.resolve("orders.camel.yaml"), "- \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(validate()).singleElement().asString().contains("UTF-8");
        assertThat(problems("- a\u0001b")).singleElement().asString().contains(":1:4: no YAML: a control character");
    }

    /** Deletes and doubles pieces of the good file, and looks that an answer comes. */
    @Test
    void noCutIsTooOdd() throws IOException {
        for (int start = 0; start < GOOD.length(); start += 53) {
            for (int length : new int[] {1, 3, 40}) {
                int end = Math.min(GOOD.length(), start + length);
                for (String text : List.of(
                        GOOD.substring(0, start) + GOOD.substring(end),
                        GOOD.substring(0, end) + GOOD.substring(start),
                        GOOD.substring(0, start))) {
                    assertThat(problems(text)).allMatch(problem -> problem.line() > 0);
                }
            }
        }
    }

    @Test
    void whatIsNoFolderIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RouteValidation.of(Optional.of(file), "file", settings));
    }

    private List<Problem> problems(String orders) throws IOException {
        write("orders.camel.yaml", orders);
        return validate();
    }

    private List<Problem> validate() {
        return RouteValidation.of(Optional.of(folder), "routes", settings).problems();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
