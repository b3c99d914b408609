package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistogramTest {

    private final Histogram histogram = new Histogram(1, 10, 100);

    @Test
    void aBoundBelongsToItsBucketAndWhatIsGreaterToTheNext() {
        for (double value : new double[] {0, 1, 1.1, 10, 99, 100, 101, 1e9}) {
            histogram.add(value);
        }

        assertThat(histogram.reading().counts()).containsExactly(2, 2, 2, 2);
        assertThat(histogram.reading().bounds()).containsExactly(1, 10, 100);
        assertThat(histogram.reading().sum()).isEqualTo(1e9 + 312.1);
    }

    @Test
    void manyAtATimeAreCountedAsOneByOne() {
        histogram.addAll(new double[] {0.5, 5, 5, 500});
        histogram.addAll(new double[0]);

        assertThat(histogram.reading().counts()).containsExactly(1, 2, 0, 1);
        assertThat(histogram.reading().sum()).isEqualTo(510.5);
    }
}
