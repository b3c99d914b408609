package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.csv.CsvLoad.Loaded;
import dev.dromedary.database.Database;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load does to the table: it makes it, touches what differs, and remembers the file. */
class CsvLoadTest {

    private static final String HEADER = "id,name,price,count\n";
    private static final Loaded NOTHING = new Loaded(false, 0, 0, 0);

    @TempDir
    private Path folder;

    private LoadFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LoadFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theTableIsMadeOfTheHeader() {
        Loaded loaded = fixture.load("name,price,id,\"odd \"\" name\",count\nBolt,125.10,a,x,7\n,,b,,\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 2, 2, 0));
        assertThat(fixture.query("select name, type, \"notnull\", pk from pragma_table_info('things')"))
                .containsExactly(
                        "name|TEXT|0|0",
                        "price|DECIMAL_TEXT|0|0",
                        "id|TEXT|1|1",
                        "odd \" name|TEXT|0|0",
                        "count|INTEGER|0|0");
        assertThat(fixture.things()).containsExactly("Bolt|125.10|a|x|7", "|null|b||null");
        assertThat(fixture.query("select typeof(name), typeof(price), typeof(count) from things order by id"))
                .containsExactly("text|text|integer", "text|null|null");
    }

    @Test
    void anAbsentFileChangesNothing() {
        assertThat(fixture.load()).isEqualTo(NOTHING);
        assertThat(fixture.query("select name from sqlite_master")).isEmpty();
    }

    @Test
    void theSameFileIsLoadedOnce() throws Exception {
        String text = HEADER + "a,Bolt,1.50,2\nb,Nut,x,2\n";
        assertThat(fixture.load(text)).isEqualTo(new Loaded(true, 1, 1, 1));
        fixture.execute("update things set name = 'kept'");

        assertThat(fixture.load()).isEqualTo(NOTHING);

        assertThat(fixture.things()).containsExactly("a|kept|1.50|2");
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()));
        assertThat(fixture.query("select table_name, sha256, rows, rejected from dromedary_loads"))
                .containsExactly("things|" + sha256 + "|1|1");
        assertThat(fixture.query("select loaded_at from dromedary_loads").get(0))
                .startsWith("20")
                .endsWith("Z");
    }

    @Test
    void aTableThatIsGoneIsLoadedAgain() {
        fixture.load(HEADER + "a,Bolt,1.50,2\n");
        fixture.execute("drop table things");

        assertThat(fixture.load()).isEqualTo(new Loaded(true, 1, 1, 0));
    }

    @Test
    void onlyRowsThatDifferAreTouched() {
        fixture.load(HEADER + "a,Bolt,1.50,2\nb,Nut,2.50,3\nc,Pin,,\nd,Cap,4.0,1\n");
        fixture.execute(
                "create table log (what text)",
                "create trigger i after insert on things begin insert into log values ('+' || new.id); end",
                "create trigger u after update on things begin insert into log values (new.id); end",
                "create trigger d after delete on things begin insert into log values ('-' || old.id); end");

        Loaded loaded =
                fixture.load("count,price,id,name\n2,1.50,a,Bolt\n,,c,Pin\n,2.50,b,Nut\n9,9.90,e,New\n1,4.00,d,Cap\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 5, 3, 0));
        assertThat(fixture.query("select what from log order by what")).containsExactly("+e", "b", "d");
        assertThat(fixture.things())
                .containsExactly("a|Bolt|1.50|2", "b|Nut|2.50|null", "c|Pin|null|null", "d|Cap|4.00|1", "e|New|9.90|9");
    }

    @Test
    void rowsThatTheFileLacksStay() {
        fixture.load(HEADER + "a,Bolt,1,2\nb,Nut,2,3\n");

        assertThat(fixture.load(HEADER + "b,Nut,2,4\n")).isEqualTo(new Loaded(true, 1, 1, 0));
        assertThat(fixture.things()).containsExactly("a|Bolt|1|2", "b|Nut|2|4");
    }

    @Test
    void aRepeatedKeyIsADeadLetterInAnEmptyTable() {
        Loaded loaded = fixture.load(HEADER + "a,Bolt,1,2\nb,Nut,2,3\na,\"Other, \"\"one\"\"\",3.0,\na,Bolt,1,2\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 2, 2, 2));
        assertThat(fixture.things()).containsExactly("a|Bolt|1|2", "b|Nut|2|3");
        assertThat(fixture.deadLetters())
                .extracting(LoadFixture.Letter::reason, LoadFixture.Letter::path, LoadFixture.Letter::detail)
                .containsOnly(
                        tuple("invalid", "$.id", "line 4, column 1 (id): the key came before in this file"),
                        tuple("invalid", "$.id", "line 5, column 1 (id): the key came before in this file"));
        assertThat(fixture.deadLetters())
                .extracting(LoadFixture.Letter::payload)
                .containsExactly("a,\"Other, \"\"one\"\"\",3.0,", "a,Bolt,1,2");
    }

    @Test
    void aRepeatedKeyIsADeadLetterInAFilledTable() {
        fixture.load(HEADER + "a,Bolt,1,2\n");

        Loaded loaded = fixture.load(HEADER + "a,First,1,2\na,Second,1,2\nb,Nut,2,3\nb,Nut,2,3\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 2, 2, 2));
        assertThat(fixture.things()).containsExactly("a|First|1|2", "b|Nut|2|3");
        assertThat(fixture.deadLetters())
                .extracting(LoadFixture.Letter::payload)
                .containsExactly("a,Second,1,2", "b,Nut,2,3");
        assertThat(fixture.load(HEADER + "a,Third,1,2\nb,Nut,2,3\n")).isEqualTo(new Loaded(true, 2, 1, 0));
    }

    @Test
    void aKeyWhoseFirstRowWasBadIsStillFree() {
        Loaded loaded = fixture.load(HEADER + "a,Bolt,dear,2\na,Bolt,1,2\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("a|Bolt|1|2");
    }

    @Test
    void aRowThatTheTableRefusesTakesNoOtherAlong() {
        fixture.execute(
                "create table things (id text primary key, name text unique, price text, count integer check (count < 9))");

        Loaded loaded = fixture.load(HEADER + "a,Bolt,1,2\nb,Bolt,2,3\nc,Nut,2,9\nc,Nut,2,8\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 2, 2, 2));
        assertThat(fixture.things()).containsExactly("a|Bolt|1|2", "c|Nut|2|8");
        assertThat(fixture.deadLetters()).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo("refused");
            assertThat(letter.path()).isEqualTo("$");
            assertThat(letter.detail()).matches("line [34]: refused by the database, .*");
        });
        assertThat(fixture.deadLetters())
                .extracting(LoadFixture.Letter::payload)
                .containsExactly("b,Bolt,2,3", "c,Nut,2,9");
    }

    @Test
    void aKeyThatATriggerRefusedIsStillFree() {
        fixture.load(HEADER + "z,Old,1,2\n");
        fixture.execute("create trigger guard before insert on things when new.count = 9"
                + " begin select raise(abort, 'no'); end");

        Loaded loaded = fixture.load(HEADER + "a,Bolt,1,9\na,Bolt,1,8\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("a|Bolt|1|8", "z|Old|1|2");
    }

    @Test
    void aTriggerThatRollsBackLeavesNothingBehind() {
        fixture.load(HEADER + "z,Old,1,2\n");
        fixture.execute("create trigger guard before insert on things when new.count = 9"
                + " begin select raise(rollback, 'no'); end");

        assertThatThrownBy(() -> fixture.load(HEADER + "a,Bolt,1,8\nb,Bolt,1,9\nc,Bolt,1,7\n"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("has rolled the load back");

        assertThat(fixture.things()).containsExactly("z|Old|1|2");
    }

    @Test
    void aHeaderAloneMakesTheTable() {
        assertThat(fixture.load("id,price,count")).isEqualTo(new Loaded(true, 0, 0, 0));
        assertThat(fixture.things()).isEmpty();
    }

    @Test
    void aTableOfKeysAlone() {
        fixture.builder.setDecimals(null);
        fixture.builder.setIntegers(null);
        assertThat(fixture.load("id\na\n\nb\n\"\"\n")).isEqualTo(new Loaded(true, 2, 2, 1));

        assertThat(fixture.load("id\nb\nc\nc\n")).isEqualTo(new Loaded(true, 2, 1, 1));
        assertThat(fixture.things()).containsExactly("a", "b", "c");
    }

    @Test
    void twoThousandColumnsAreUpserted() {
        fixture.builder.setDecimals("");
        fixture.builder.setIntegers(" ");
        StringBuilder header = new StringBuilder("id");
        StringBuilder row = new StringBuilder("a");
        for (int i = 1; i < 2000; i++) {
            header.append(",c").append(i);
            row.append(',').append(i);
        }
        assertThat(fixture.load(header + "\n" + row + "\n")).isEqualTo(new Loaded(true, 1, 1, 0));

        assertThat(fixture.load(header + "\n" + row + "0\n")).isEqualTo(new Loaded(true, 1, 1, 0));
        assertThat(fixture.query("select id, c1, c1999 from things")).containsExactly("a|1|19990");
    }

    @Test
    void thePageCacheIsAsItWasBefore() throws Exception {
        List<Integer> before = cacheSizes();

        fixture.load(HEADER + "a,Bolt,1,2\n");
        fixture.load(HEADER + "a,Bolt,1,3\n");

        assertThat(cacheSizes()).isEqualTo(before);
    }

    private List<Integer> cacheSizes() throws Exception {
        return fixture.database.reading(connection -> {
            try (var statement = connection.createStatement();
                    var main = statement.executeQuery("pragma main.cache_size");
                    var other = connection.createStatement();
                    var temp = other.executeQuery("pragma temp.cache_size")) {
                return List.of(main.getInt(1), temp.getInt(1));
            }
        });
    }

    @Test
    void aFileThatCameUnderAnotherOrderOfColumnsIsTheSameTable() {
        fixture.load(HEADER + "a,Bolt,1,2\n");

        assertThat(fixture.load("COUNT,Name,ID,Price\n2,Bolt,a,1\n")).isEqualTo(new Loaded(true, 1, 0, 0));
    }

    @Test
    void deadLettersInTheSameFileAreRefused() {
        Database.Builder same = new Database.Builder();
        same.setName("state");
        same.setSource(fixture.folder.resolve("./state.db").toString());
        try (Database database = same.build()) {
            fixture.builder.setDatabase(database);

            assertThatThrownBy(fixture.builder::build)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("state.url");
        }
    }

    @Test
    void onlySqliteWillDo() {
        Database.Builder postgres = new Database.Builder();
        postgres.setName("warehouse");
        postgres.setUrl("jdbc:postgresql://localhost:1/none");
        try (Database database = postgres.build()) {
            fixture.builder.setDatabase(database);
            CsvLoad load = fixture.builder.build();

            assertThat(load.load()).as("without a file").isEqualTo(new Loaded(false, 0, 0, 0));
            fixture.write(HEADER);
            assertThatThrownBy(load::load)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("warehouse is another database");
        }
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        fixture.builder.setIntegers("Price");
        assertThatThrownBy(fixture.builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("both as decimal and as integer");

        fixture.builder.setIntegers("ID");
        assertThatThrownBy(fixture.builder::build).hasMessageContaining("the key id of things is a text");

        fixture.builder.setIntegers(null);
        fixture.builder.setTable("dromedary_loads");
        assertThatThrownBy(fixture.builder::build).hasMessageContaining("name another");

        fixture.builder.setTable(null);
        assertThatThrownBy(fixture.builder::build).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aFileOfManyChunksLandsWhole() throws Exception {
        ProductSamples samples = new ProductSamples(1);
        samples.write(fixture.file, 5000);
        fixture.builder.setKey("ean");
        fixture.builder.setDecimals("price_eur,price_usd,price_gbp,grossPrice_eur");
        fixture.builder.setIntegers("brandcode");

        assertThat(fixture.load()).isEqualTo(new Loaded(true, 5000, 5000, 0));

        List<String> expected = Files.readAllLines(fixture.file).stream()
                .skip(1)
                .map(line -> line.replace(',', '|').replace("||", "|null|").replace("||", "|null|"))
                .toList();
        assertThat(fixture.query("select * from things order by ean")).isEqualTo(expected);
    }
}
