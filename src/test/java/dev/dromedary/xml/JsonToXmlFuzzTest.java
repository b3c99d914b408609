package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.xml.JsonToXml.Builder;
import dev.dromedary.xml.JsonToXml.Form;

/** Whatever an object is: XML that the JDK's parser reads, or a rejection with its place. */
class JsonToXmlFuzzTest {

    @FuzzTest
    void fuzzJson(byte[] input) throws Exception {
        try {
            String xml = Xml.of(new Builder(), Form.JSON, input);
            assertThat(ReadBack.elements(xml)).isPositive();
        } catch (JsonRejectedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(500);
        }
    }

    @FuzzTest
    void fuzzLines(byte[] input) throws Exception {
        try {
            String xml = Xml.of(new Builder(), Form.JSON_LINES, input);
            assertThat(ReadBack.elements(xml)).isPositive();
        } catch (JsonRejectedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(500);
        }
    }
}
