package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A catalogue of products as JSON, about 1.5 KB each: members, an object, lists of objects. A product depends on the
 * seed and its number alone. Immutable.
 */
public final class CatalogSamples {

    private static final List<String> SIZES = List.of("XS", "S", "M", "L", "XL", "38", "40/32");
    private static final List<String> COLORS = List.of("Slate", "Moss", "Sand", "Ivory", "Rust", "Teal", "Plum");
    private static final List<String> BRANDS = List.of("Harbour & Hill", "North Lane", "Quiet Mill", "Río Claro");
    private static final List<String> CATEGORIES = List.of("Shirts", "Trousers", "Coats", "Jumpers");
    private static final List<String> MARKETS = List.of("Denmark", "Norway", "Portugal", "Japan", "Chile", "Canada");
    private static final List<String> CURRENCIES = List.of("Euro", "Krone", "Yen", "Peso", "Dollar");
    private static final List<String> FABRICS =
            List.of("100% Linen", "95% Cotton, 5% Elastane", "60% Wool, 40% Viscose");
    private static final List<String> COUNTRIES = List.of("PT", "TR", "IT", "VN", "IN", "PL");

    private final long seed;

    public CatalogSamples(long seed) {
        this.seed = seed;
    }

    /**
     * Writes a list of products, from number 0, until it has so many bytes; closes nothing.
     *
     * @return how many products there are
     */
    public int write(OutputStream out, long bytes) throws IOException {
        long written = 0;
        int number = 0;
        out.write('[');
        while (written < bytes) {
            byte[] product = ((number == 0 ? "\n" : ",\n") + product(number)).getBytes(StandardCharsets.UTF_8);
            out.write(product);
            written += product.length;
            number++;
        }
        out.write("\n]\n".getBytes(StandardCharsets.UTF_8));
        return number;
    }

    /** One product as an object of several lines, without a line end. */
    public String product(int number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        String style = Integer.toString(20_300_000 + number / SIZES.size());
        String color = any(COLORS, random);
        String category = any(CATEGORIES, random);
        return """
                  {
                    "ean": "%s",
                    "styleNumber": "%s",
                    "styleOption": "%s_%s",
                    "size": "%s",
                    "countryOfOrigin": [{"language": "English", "value": "%s"}],
                    "itemSellingPrices": [
                %s
                    ],
                    "itemGrossPrices": [%s],
                    "b2bReadinessDate": "%s",
                    "styleLifeCycle": {"createdOn": "%s", "lastUpdated": "%s", "articleStatus": "created"},
                    "color": "%s",
                    "brandName": "%s",
                    "brandcode": "%d",
                    "productCategory": "%s",
                    "gender": "Unisex",
                    "ediSeason": "Autumn",
                    "ediStyleName": "%s",
                    "fabricCompositions": [{"language": "English", "value": "%s"}]
                  }""".formatted(
                        Long.toString(4_012_345_000_000L + number),
                        style,
                        style,
                        color,
                        SIZES.get(number % SIZES.size()),
                        any(COUNTRIES, random),
                        IntStream.rangeClosed(0, random.nextInt(4))
                                .mapToObj(i -> "      " + price("Selling", random))
                                .collect(Collectors.joining(",\n")),
                        price("Gross", random),
                        time(random),
                        time(random),
                        time(random),
                        color,
                        any(BRANDS, random),
                        1 + random.nextInt(20),
                        category,
                        (color + ' ' + category).toUpperCase(java.util.Locale.ROOT),
                        any(FABRICS, random));
    }

    private static String price(String type, SplittableRandom random) {
        int cents = 500 + random.nextInt(30_000);
        return ("{\"priceType\": \"%s Price\", \"priceCurrency\": \"%s\", \"price\": %d.%02d, \"validInRegion\": \"%s\","
                        + " \"validFrom\": \"%s\", \"validUntil\": \"9999-12-31T00:00:00.000Z\"}")
                .formatted(type, any(CURRENCIES, random), cents / 100, cents % 100, any(MARKETS, random), time(random));
    }

    private static String time(SplittableRandom random) {
        return "202%d-%02d-%02dT%02d:%02d:00.000Z"
                .formatted(
                        random.nextInt(7),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(24),
                        random.nextInt(60));
    }

    private static String any(List<String> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }
}
