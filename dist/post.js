process.env.DELIVERY_ENTRY = "post";
await import("./index.js");
