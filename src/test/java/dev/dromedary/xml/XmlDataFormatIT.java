package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data format in a route of a user's own, in the jar. */
class XmlDataFormatIT {

    private static final String ROUTE = """
            - beans:
                - name: order-form
                  type: dev.dromedary.xml.JsonToXml
                  builderClass: dev.dromedary.xml.JsonToXml$Builder
                  properties:
                    root: orders
                    element: order
                    items: "lines: line"
                - name: order-xml
                  type: dev.dromedary.xml.XmlDataFormat
                  builderClass: dev.dromedary.xml.XmlDataFormat$Builder
                  properties:
                    xml: "#bean:order-form"
            - route:
                id: convert-orders
                description: Makes XML of the orders in a folder.
                from:
                  uri: file:in
                  parameters:
                    moveFailed: bad
                  steps:
                    - marshal:
                        custom:
                          ref: order-xml
                    - to:
                        uri: file:out
            """;

    @TempDir
    private Path folder;

    private Path write(String file, String text) throws Exception {
        Files.createDirectories(folder.resolve(file).getParent());
        return Files.writeString(folder.resolve(file), text);
    }

    @Test
    void aRouteOfOnesOwnMakesXml() throws Exception {
        write("mine/orders.camel.yaml", ROUTE);
        write("application.properties", "once.idle = 2s\n");
        write("in/good.json", "[{\"total\": 18.50, \"lines\": [\"ü & <\", null]}]");
        write("in/bad.json", "[{\"name\": \"canary\"},\n {\"total\": 1,}]");

        JarProcess run = JarProcess.Setup.in(folder).run("run", "orders", "--once", "--routes", "mine");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(folder.resolve("out/good.json")).hasContent("""
                <?xml version="1.0" encoding="UTF-8"?>
                <orders>
                  <order>
                    <total>18.50</total>
                    <lines>
                      <line>ü &amp; &lt;</line>
                      <line xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>
                    </lines>
                  </order>
                </orders>
                """);
        assertThat(folder.resolve("out/bad.json")).doesNotExist();
        assertThat(folder.resolve("in/bad/bad.json")).exists();
        assertThat(run.errors())
                .as("it is not tried again")
                .containsOnlyOnce("convert-orders rejects a record: $ line 2, column 14, byte ")
                .doesNotContain("canary", "tries again");
    }
}
