"""A OneRoster package of two schools, in either version, as its files or as a ZIP."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{files}"
ORGS = (
    "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "d1,,,UGEL Huanta,district,,\no1,,,I.E. 38001,school,0403691-0,d1\no2,,,I.E. otra,school,0999999-0,d1\n"
)
SESSIONS = (
    "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
    "t26,,,2026,schoolYear,2026-03-01,2026-12-31,,2026\nt25,,,2025,schoolYear,2025-03-01,2025-12-31,,2025\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods\n"
    "c1,,,3° A,03,k1,,homeroom,,o1,t26,,,\nc2,,,2° A,02,k1,,homeroom,,o1,t25,,,\nc3,,,3° X,03,k1,,homeroom,,o2,t26,,,\n"
)
USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    "u1,,,true,o1,student,rosa,,Rosa,Quispe,,71000000,rosa@x.pe,,999111222,u9,03,clave-secreta\n"
    "u2,,,true,o1,teacher,luz@colegio.pe,,Luz,Ramos,,,luz@colegio.pe,,,,,\n"
    "u3,tobedeleted,2026-03-01T00:00:00Z,true,o1,student,luis,,Luis,Sulca,,,,,,,03,\n"
    "u4,,,true,o2,student,otro,,Otro,Niño,,,,,,,03,\n"
    "u5,,,true,o1,guardian,madre,,Ana,Quispe,,,,,,,,\n"
    '"u6",,,true,"d1,o1",administrator,dir,,"Eva, María",Soto,,,,,,,,\n'
)
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,primaryOrgSourcedId,pronouns\n"
    "u1,,,true,rosa,,Rosa,Quispe,,71000000,rosa@x.pe,,999111222,u9,03,clave-secreta,,,o1,\n"
    "u2,,,true,luz@colegio.pe,,Luz,Ramos,,,,,,,,,,,o1,\n"
    "u3,tobedeleted,,true,luis,,Luis,Sulca,,,,,,,03,,,,o1,\nu4,,,true,otro,,Otro,Niño,,,,,,,03,,,,o2,\n"
    'u5,,,true,madre,,Ana,Quispe,,,,,,,,,,,o1,\nu6,,,true,dir,,"Eva, María",Soto,,,,,,,,,,,o1,\n'
)
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n"
    "r1,,,u1,primary,student,,,o1,\nr2,,,u2,primary,teacher,,,o1,\nr4,,,u4,primary,student,,,o2,\n"
    "r5,,,u5,primary,guardian,,,o1,\nr6,,,u6,primary,principal,,,o1,\nr7,,,u6,secondary,teacher,,,o1,\n"
)
ENROLLMENTS = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e1,,,c1,o1,u1,student,false,,\ne2,,,c1,o1,u2,teacher,true,,\ne3,,,c2,o1,u1,student,false,,\n"
    "e4,,,c1,o1,u3,student,false,,\ne5,,,c3,o2,u4,student,false,,\n"
)


def package(version: str = "1.1", mode: str = "bulk", **changed: str | None) -> dict[str, bytes]:
    """Return the files of a package; a file given as None is left out."""
    files: dict[str, str | None] = {
        "orgs": ORGS, "academicSessions": SESSIONS, "classes": CLASSES, "enrollments": ENROLLMENTS,
        "users": USERS_11 if version == "1.1" else USERS_12,
    }  # fmt: skip
    if version == "1.2":
        files["roles"] = ROLES
    files |= changed
    listed = "".join(f"file.{name},{mode}\n" for name in files if name != "manifest")
    files.setdefault("manifest", MANIFEST.format(version=version, files=listed + "file.courses,absent\n"))
    return {f"{name}.csv": text.encode() for name, text in files.items() if text is not None}


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(folder + name, data)
    return out.getvalue()
