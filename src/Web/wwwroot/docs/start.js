// Shows the API's description; calls from this page carry the session of the browser.
SwaggerUIBundle({ url: "/openapi/v1.json", dom_id: "#api", deepLinking: true, persistAuthorization: true });
