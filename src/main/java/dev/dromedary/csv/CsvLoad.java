package dev.dromedary.csv;
/** Stub. */
public final class CsvLoad {
    public java.nio.file.Path file() {
        return java.nio.file.Path.of("/nonexistent");
    }
    /** s */
    public record Loaded(long rejected) {}

    public Loaded load() {
        return new Loaded(0);
    }
    /** s */
    public static final class Builder {
        public void setPipeline(String s) {}

        public void setFile(String s) {}

        public void setDatabase(dev.dromedary.database.Database s) {}

        public void setTable(String s) {}

        public void setKey(String s) {}

        public void setDecimals(String s) {}

        public void setIntegers(String s) {}

        public void setDeadLetters(dev.dromedary.deadletter.DeadLetters s) {}

        public CsvLoad build() {
            return new CsvLoad();
        }
    }
}
