package dev.dromedary.sandbox;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A table of products as CSV: 26 columns, one row an article, no two of the same {@code ean}. A row depends on the seed
 * and its number alone, so the same ones come out whatever was asked before. Immutable.
 */
public final class ProductSamples {

    private static final String HEADER = "ean,styleNumber,styleOption,size,color,brandName,brandcode,subbrandName,"
            + "productCategory,productSubcategory,gender,ediSeason,ediStyleName,countryOfOrigin,price_eur,price_usd,"
            + "price_gbp,grossPrice_eur,b2bReadinessDate,articleStatus,enrichmentStatus,createdOn,lastUpdated,"
            + "fabricComposition,washingInstructions,ediDescription";

    private static final long FIRST_EAN = 4_012_345_000_000L;
    private static final long FIRST_STYLE = 20_300_000L;
    private static final int GAP = 4;

    private static final List<String> SIZES = List.of("XS", "S", "M", "L", "XL", "XXL", "38", "40/32");
    private static final List<String> COLORS = List.of("Slate", "Moss", "Sand", "Ivory", "Rust", "Teal", "Plum", "Ash");
    private static final List<String> BRANDS =
            List.of("Harbour & Hill", "North Lane", "Plain Thread", "Quiet Mill", "Río Claro", "Tall Oak");
    private static final List<String> CATEGORIES = List.of("Shirts", "Trousers", "Coats", "Jumpers", "Dresses");
    private static final List<String> FITS = List.of("Slim", "Regular", "Loose", "Cropped", "Long");
    private static final List<String> GENDERS = List.of("Female", "Male", "Unisex");
    private static final List<String> SEASONS = List.of("Spring", "Summer", "Autumn", "Winter", "All Season");
    private static final List<String> COUNTRIES = List.of("PT", "TR", "IT", "VN", "IN", "PL");
    private static final List<String> STATUSES = List.of("created", "approved", "in_progress", "retired");
    private static final List<String> FABRICS = List.of("100% Linen", "95% Cotton 5% Elastane", "60% Wool 40% Viscose");
    private static final List<String> CARE = List.of("Machine wash 30°", "Machine wash 40°", "Hand wash", "Dry clean");

    private final long seed;

    public ProductSamples(long seed) {
        this.seed = seed;
    }

    /** Names of the columns, without a line end. */
    public String header() {
        return HEADER;
    }

    /** The key of a row. */
    public String ean(long number) {
        return Long.toString(FIRST_EAN + number);
    }

    /** A row, without a line end; about a quarter of them have no {@code price_usd}, and a quarter no {@code price_gbp}. */
    public String row(long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        String style = Long.toString(FIRST_STYLE + number / SIZES.size());
        String color = any(COLORS, random);
        String brand = any(BRANDS, random);
        String category = any(CATEGORIES, random);
        String fit = any(FITS, random);
        int cents = 500 + random.nextInt(30_000);
        return String.join(
                ",",
                ean(number),
                style,
                style + '_' + color,
                SIZES.get((int) (number % SIZES.size())),
                color,
                brand,
                Integer.toString(1 + BRANDS.indexOf(brand)),
                brand,
                category,
                fit + ' ' + category,
                any(GENDERS, random),
                any(SEASONS, random),
                (fit + ' ' + color).toUpperCase(java.util.Locale.ROOT),
                any(COUNTRIES, random),
                price(cents),
                random.nextInt(GAP) == 0 ? "" : price(cents * 12 / 10),
                random.nextInt(GAP) == 0 ? "" : price(cents * 9 / 10),
                price(cents * 4 / 10),
                day(random),
                any(STATUSES, random),
                "ready",
                day(random),
                day(random),
                any(FABRICS, random),
                any(CARE, random),
                fit + ' ' + category + " in " + color + " by " + brand);
    }

    /** Always two digits behind the point, so that many end in a zero. */
    private static String price(int cents) {
        int rest = cents % 100;
        return cents / 100 + (rest < 10 ? ".0" : ".") + rest;
    }

    private static String day(SplittableRandom random) {
        return (2024 + random.nextInt(2)) + "-" + (10 + random.nextInt(3)) + "-" + (10 + random.nextInt(19))
                + "T00:00:00.000Z";
    }

    private static String any(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }

    /** Writes the header and the first rows to a file, which is made or replaced. */
    public void write(Path file, long rows) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            out.write('\n');
            for (long number = 0; number < rows; number++) {
                out.write(row(number));
                out.write('\n');
            }
        }
    }
}
