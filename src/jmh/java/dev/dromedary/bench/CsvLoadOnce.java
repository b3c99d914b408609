package dev.dromedary.bench;

import dev.dromedary.csv.CsvLoad;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetters;
import java.nio.file.Path;

/** One load in a JVM of its own; prints the seconds that {@link CsvLoad#load} took, then what it did. */
public final class CsvLoadOnce {

    private CsvLoadOnce() {}

    /** @param arguments the CSV file, the SQLite file, and the names of the columns of decimals */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        try (Database table = open("products", file);
                Database state = open("state", file.resolveSibling("state.db"))) {
            DeadLetters letters = new DeadLetters(state, file.resolveSibling("letters.keyset"));
            letters.check();
            CsvLoad.Builder builder = new CsvLoad.Builder();
            builder.setFile(arguments[0]);
            builder.setDatabase(table);
            builder.setTable("products");
            builder.setKey("ean");
            builder.setDecimals(arguments[2]);
            builder.setDeadLetters(letters);
            builder.setPipeline("products");
            CsvLoad load = builder.build();
            long startedAt = System.nanoTime();
            CsvLoad.Loaded loaded = load.load();
            System.out.println((System.nanoTime() - startedAt) / 1e9);
            System.out.println(loaded);
        }
    }

    private static Database open(String name, Path file) {
        Database.Builder builder = new Database.Builder();
        builder.setName(name);
        builder.setUrl("jdbc:sqlite:" + file);
        return builder.build();
    }
}
