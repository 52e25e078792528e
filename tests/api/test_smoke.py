async def test_alive(anyone):
    r = await anyone.get("/health/live"); print(r.status_code, r.text, r.headers)
    for p in ("/health/ready","/nowhere","/api/v1/session","/api/v1/records/customer"):
        r = await anyone.get(p); print(p, r.status_code, r.text)
    r = await anyone.post("/api/v1/session", json={"login":"x","password":"y"}); print(r.status_code, r.text)
    r = await anyone.post("/api/v1/session", json={"login":1}); print(r.status_code, r.text)
    r = await anyone.post("/api/v1/session", content=b"{"); print(r.status_code, r.text)
    r = await anyone.get("/api/v1/openapi.json"); print(r.status_code, len(r.text), r.text[:300])
    r = await anyone.put("/api/v1/feed"); print(r.status_code, r.text, r.headers)
    r = await anyone.get("/"); print(r.status_code, r.headers)
    r = await anyone.get("/console/x"); print(r.status_code, r.headers)
